import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { defaultImagePath, type Image, type LaunchPlan, latestImage, readImage, type Verdict } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { bootFlags } from '../flags/boot-flags.js';
import { type SettingFlags, settingFlags } from '../flags/setting-flags.js';
import { suiteFlags, testFlags } from '../flags/suite-flags.js';
import { findCut } from '../plugins/cuts.js';
import { surroundings } from '../process/surroundings.js';
import { isInteractive } from '../process/terminal.js';
import { launchReasons } from '../render/launch-plan.js';
import { bootVms, checkBootFlags, planBoot, wantsConsole } from '../verbs/boot.js';
import { checkImageNeeds } from '../verbs/meet-needs.js';
import { cutOfImage, perRunOf } from '../verbs/per-run.js';
import { checkCreateImage } from '../verbs/preflight.js';
import { reportEnd } from '../verbs/report-end.js';
import { chooseKernel, openSession, readSettings, withReporter } from '../verbs/session.js';
import { stepsOf } from '../verbs/steps.js';
import { planSuite } from '../verbs/suite.js';
import { checkSets } from '../vms/vm-flags.js';

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
    checkCreateImage(cutOfImage(this.config, image)?.data ?? { name: record.cut }, flags);
    const { cut: name } = record;
    checkSets(flags, [name]);
    const isService = record.service !== undefined;
    const steps = (await stepsOf(raw, { cwd, vms: [{ name, isService }] })).get(name) ?? [];
    const suite = await planSuite(
      { name, suite: record.suite },
      { words: this.rest, flags, hasSteps: steps.length > 0, cwd },
    );
    const session = await openSession(this.config, flags, { name, settings: record.settings });
    checkImageNeeds(this.config, image, session);
    const interactive = wantsConsole({ flags, json, steps, suite: record.suite }, isInteractive()) ? name : undefined;
    const shown = { name, steps, suite, isService };
    return withReporter({ silent: json, console: flags.console, vms: [shown] }, async (host) => {
      const kernel = await chooseKernel(session, flags, host);
      const perRun = await perRunOf(this.config, { image, kernel, session, flags }, host);
      const vm = { ...shown, image, kernel, perRun, session, flags, after: [] };
      const request = { interactive, flags: {} };
      if (flags['dry-run']) {
        const plans = await planBoot(vm, request);
        await host.close();
        for (const plan of plans) {
          for (const line of launchReasons(plan)) this.logToStderr(line);
          this.log(plan.commandLine);
        }
        return plans;
      }
      const verdict = await bootVms([vm], request, host);
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
}
