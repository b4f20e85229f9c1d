import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import {
  defaultImagePath,
  gatherRunFiles,
  type Image,
  type Kernel,
  type LaunchPlan,
  latestImage,
  RapidoError,
  type RunFile,
  readImage,
  type Verdict,
} from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { type BootFlags, bootFlags } from '../flags/boot-flags.js';
import { type SettingFlags, settingFlags } from '../flags/setting-flags.js';
import { suiteFlags, testFlags } from '../flags/suite-flags.js';
import { findCut, type KnownCut } from '../plugins/cuts.js';
import { chooseCut } from '../plugins/definition.js';
import { surroundings } from '../process/surroundings.js';
import { launchReasons } from '../render/launch-plan.js';
import type { Reporter } from '../render/reporter.js';
import { bootImage, checkBootFlags, planBoot } from '../verbs/boot.js';
import { cutRun } from '../verbs/cut.js';
import { checkCreateImage, preflight } from '../verbs/preflight.js';
import { reportEnd } from '../verbs/report-end.js';
import { chooseKernel, openSession, readSettings, type Session, withReporter } from '../verbs/session.js';
import { stepsOf } from '../verbs/steps.js';
import { planSuite } from '../verbs/suite.js';

export default class Boot extends RapidoCommand {
  static override readonly summary = 'Boot an image that has been cut: the last one, unless another is named.';
  static override readonly description =
    'An image boots on the kernel that it was cut for. It holds no settings: those of today are sent to the VM as it starts.';
  static override readonly usage = 'boot [IMAGE] [FLAGS] [-- SUITE ARGUMENTS]';
  static override readonly args = {
    image: Args.string({ description: 'File of the image, or the name of its cut.' }),
  };
  static override readonly flags = {
    ...settingFlags,
    ...bootFlags,
    ...testFlags,
    ...suiteFlags,
    'dry-run': Flags.boolean({ char: 'n', summary: 'Show the command line of QEMU, and do nothing.' }),
  };
  static override readonly examples = [
    { description: 'Boot what was cut last', command: '<%= config.bin %> boot' },
    { description: 'Again, for one command', command: "<%= config.bin %> boot -x 'dmesg | tail'" },
    { description: 'Tests of the image’s suite', command: '<%= config.bin %> boot -- generic/001 generic/013' },
    { description: 'See how QEMU would be called', command: '<%= config.bin %> boot --dry-run' },
  ];

  async run(): Promise<Verdict | readonly LaunchPlan[]> {
    const { args, flags, raw } = await this.parse(Boot);
    const json = this.jsonEnabled();
    const { cwd } = surroundings();
    checkBootFlags(flags, json, cwd);
    const image = await this.#findImage(args.image, flags);
    const { record } = image;
    checkCreateImage(this.#cutOf(image)?.data ?? { name: record.cut }, flags);
    const steps = await stepsOf(raw, { cwd, vm: record.cut });
    const suite = await planSuite(
      { name: record.cut, suite: record.suite },
      { words: this.rest, flags, hasSteps: steps.length > 0, cwd },
    );
    const session = await openSession(this.config, flags, { name: record.cut, settings: record.settings });
    return withReporter({ silent: json, console: flags.console, suite }, async (host) => {
      const kernel = await chooseKernel(session, flags, host);
      const request = { steps, flags, json, suite };
      if (flags['dry-run']) {
        const plans = await planBoot({ image, kernel, runFiles: [] }, request, session);
        await host.close();
        for (const plan of plans) {
          for (const line of launchReasons(plan)) this.logToStderr(line);
          this.log(plan.commandLine);
        }
        return plans;
      }
      const runFiles = await this.#prepare(image, flags, session, kernel, host);
      const verdict = await bootImage({ image, kernel, runFiles }, request, session, host);
      await host.close();
      await reportEnd(verdict, { silent: json, console: host.consoleShown, print: (line) => this.log(line) });
      process.exitCode = verdict.exitCode;
      return verdict;
    });
  }

  async #findImage(name: string | undefined, flags: SettingFlags): Promise<Image> {
    const { config, environment } = await readSettings(this.config, flags);
    if (name === undefined) return readImage(latestImage(config, environment));
    const isCut = !name.includes('/') && findCut(this.config, name) !== undefined;
    return readImage(isCut ? defaultImagePath(config, environment, name) : resolve(environment.cwd, name));
  }

  /** The cut of an image; undefined where its plugin is not installed, or it is of a file. */
  #cutOf({ record }: Image): KnownCut | undefined {
    const found = findCut(this.config, record.cut);
    return found && record.plugin.startsWith(`${found.plugin.name}@`) ? found : undefined;
  }

  /** What only the plugin of an image can do for a boot: its checks, and the files that are made for each. */
  async #prepare(
    image: Image,
    flags: BootFlags,
    session: Session,
    kernel: Kernel,
    host: Reporter,
  ): Promise<readonly RunFile[]> {
    const { record } = image;
    if (this.#cutOf(image) === undefined) {
      if (record.runFiles.length === 0) return [];
      throw cutIsMissing(record);
    }
    const chosen = await chooseCut(this.config, record.cut);
    const request = await cutRun(chosen, {}, session, kernel);
    await preflight(request, flags, host);
    return record.runFiles.length === 0 ? [] : gatherRunFiles(request, host);
  }
}

function cutIsMissing({ cut, plugin }: Image['record']): RapidoError {
  const ofFile = plugin === '-';
  const where = ofFile ? 'is a file' : `of ${plugin} is not installed`;
  return new RapidoError(
    'PLUGIN',
    `The image needs its cut for files that are made for each boot, and ${cut} ${where}.`,
    {
      hint: ofFile ? 'rapido run, with that file' : `rapido plugins install ${plugin}`,
    },
  );
}
