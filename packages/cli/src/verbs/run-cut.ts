import type { Interfaces } from '@oclif/core';
import { cut, gatherPerRun, type Step, type SuitePlan, type Verdict } from '@rapido/core';
import type { BootFlags } from '../flags/boot-flags.js';
import type { CutFlags } from '../flags/cut-flags.js';
import type { SettingFlags } from '../flags/setting-flags.js';
import type { SuiteFlags } from '../flags/suite-flags.js';
import type { ChosenCut } from '../plugins/definition.js';
import { resolveCut } from '../plugins/resolve.js';
import { surroundings } from '../process/surroundings.js';
import type { CutPlanView } from '../render/cut-plan.js';
import { bootImage, checkBootFlags } from './boot.js';
import { cutRun, showCutPlan } from './cut.js';
import { checkCreateImage, preflight } from './preflight.js';
import { reportEnd } from './report-end.js';
import { chooseKernel, openSession, withReporter } from './session.js';
import { type RawTokens, stepsOf } from './steps.js';
import { planSuite } from './suite.js';

export type RunFlags = SettingFlags & CutFlags & BootFlags & SuiteFlags & { readonly 'dry-run': boolean };

/** A command line that cuts an image and boots it. */
export interface RunLine {
  /** Name or file of the cut. */
  readonly cut: string;
  readonly flags: RunFlags;
  readonly raw: RawTokens;
  /** What stands after `--`. */
  readonly words: readonly string[];
  /** Labels of tests, where no flag names them. */
  readonly tests?: readonly string[];
  readonly json: boolean;
}

/** The same, checked: no typing error costs a cut. */
export interface RunRequest {
  readonly chosen: ChosenCut;
  readonly flags: RunFlags;
  readonly steps: readonly Step[];
  readonly suite: SuitePlan | undefined;
  readonly json: boolean;
}

/** Checks what can be checked before anything is done. */
export async function prepareRun(cli: Interfaces.Config, line: RunLine): Promise<RunRequest> {
  const { flags, json, words, tests } = line;
  const { cwd } = surroundings();
  checkBootFlags(flags, json, cwd);
  const chosen = await resolveCut(cli, line.cut, cwd);
  checkCreateImage(chosen.cut, flags);
  const steps = await stepsOf(line.raw, { cwd, vm: chosen.cut.name });
  const hasSteps = steps.length > 0;
  const suite = await planSuite(chosen.cut, { words, flags, hasSteps, cwd, ...(tests === undefined ? {} : { tests }) });
  return { chosen, flags, steps, suite, json };
}

/** Cuts, boots, and says what came of it; with `--dry-run` only what would be cut. `print` is for results. */
export async function runCut(
  cli: Interfaces.Config,
  { chosen, flags, steps, suite, json }: RunRequest,
  print: (line: string) => void,
): Promise<Verdict | CutPlanView> {
  const session = await openSession(cli, flags, chosen.cut);
  return withReporter({ silent: json, console: flags.console, suite }, async (host) => {
    const kernel = await chooseKernel(session, flags, host);
    const request = await cutRun(chosen, flags, session, kernel);
    if (flags['dry-run']) return showCutPlan(request, host, print);
    await preflight(request, flags, host);
    const image = await cut(request, host);
    const perRun = await gatherPerRun(request, image.record, host);
    const verdict = await bootImage({ image, kernel, perRun }, { steps, flags, json, suite }, session, host);
    await host.close();
    await reportEnd(verdict, { silent: json, console: host.consoleShown, print });
    return verdict;
  });
}
