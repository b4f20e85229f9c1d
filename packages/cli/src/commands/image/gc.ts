import { stat } from 'node:fs/promises';
import { Flags } from '@oclif/core';
import {
  collectImages,
  collectSegments,
  collectStates,
  collectVmlinux,
  formatSize,
  listImages,
  segmentStore,
  stateUselessness,
} from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { settingFlags } from '../../flags/setting-flags.js';
import { openSession } from '../../verbs/session.js';

type Collected = Awaited<ReturnType<typeof collectImages>>;

export default class ImageGc extends RapidoCommand {
  static override readonly summary = 'Remove images and saved states that no boot can use any more.';
  static override readonly description =
    'Images that are damaged or whose kernel is gone, states whose image, kernel or QEMU is gone or another one, and what an interruption has left half-written.';
  static override readonly flags = {
    config: settingFlags.config,
    set: settingFlags.set,
    all: Flags.boolean({
      char: 'a',
      summary: 'Remove every image, and all that is only kept to be faster: saved states, segments, unpacked kernels.',
    }),
    'dry-run': Flags.boolean({ char: 'n', summary: 'Show what would be removed, and remove nothing.' }),
  };
  static override readonly examples = ['<%= config.bin %> image gc', '<%= config.bin %> image gc --all --dry-run'];

  async run(): Promise<Collected> {
    const { flags } = await this.parse(ImageGc);
    this.refuseRest('image gc');
    const { config, environment } = await openSession(this.config, flags);
    const usable = new Set<string>();
    for (const { path, record } of flags.all ? [] : await listImages(config, environment)) {
      if (record && (await exists(record.kernel.image))) usable.add(path);
    }
    const { 'dry-run': dryRun, all } = flags;
    const removed = [
      ...(await collectImages(config, environment, { usable: ({ path }) => usable.has(path), dryRun })),
      // After them, as it takes its image to restore one.
      ...(await collectStates(environment, {
        uselessness: async (state) => (all ? 'a VM is booted instead' : stateUselessness(state)),
        dryRun,
      })),
      ...(await collectSegments(segmentStore(environment), { all, dryRun })),
      ...(await collectVmlinux(environment, { all, dryRun })),
    ];
    const bytes = removed.reduce((sum, image) => sum + image.bytes, 0);
    for (const { path, reason } of removed) this.log(flags.all ? path : `${path}: ${reason}`);
    this.logToStderr(
      removed.length === 0
        ? 'There is nothing to remove.'
        : `${dryRun ? 'Would free' : 'Freed'} ${formatSize(bytes)} (${removed.length} files).`,
    );
    return removed;
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
