import {
  type Environment,
  formatSize,
  imagesDir,
  listImages,
  listSegments,
  listStates,
  listVmlinux,
  type StoredImage,
  type StoredState,
  segmentStore,
} from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { settingFlags } from '../../flags/setting-flags.js';
import { alignColumns } from '../../text/columns.js';
import { openSession } from '../../verbs/session.js';

/** A row of `image ls --json`. */
type Listed = ({ readonly kind: 'image' } & StoredImage) | ({ readonly kind: 'warm' } & StoredState);

export default class ImageLs extends RapidoCommand {
  static override readonly summary =
    'List the images that were cut here, newest first, and the states saved for --warm.';
  static override readonly description = 'The one that a bare `rapido boot` boots is marked with *.';
  static override readonly flags = { config: settingFlags.config, set: settingFlags.set };
  static override readonly examples = ['<%= config.bin %> image ls'];

  async run(): Promise<readonly Listed[]> {
    const { flags } = await this.parse(ImageLs);
    this.refuseRest('image ls');
    const { config, environment } = await openSession(this.config, flags);
    const images = await listImages(config, environment);
    const states = await listStates(environment);
    if (images.length === 0) this.logToStderr(`There are no images in ${imagesDir(config, environment)}.`);
    else for (const line of formatImages(images)) this.log(line);
    if (states.length > 0) for (const line of ['', ...formatStates(states)]) this.log(line);
    for (const line of await formatCaches(environment)) this.logToStderr(line);
    return [
      ...images.map((image) => ({ kind: 'image', ...image }) as const),
      ...states.map((state) => ({ kind: 'warm', ...state }) as const),
    ];
  }
}

export function formatImages(images: readonly StoredImage[]): string[] {
  const rows = images.map(({ path, bytes, modified, latest, record, damage }) => [
    latest ? '*' : ' ',
    record?.cut ?? '?',
    record?.kernel.release ?? (damage ? 'damaged' : '?'),
    formatSize(bytes),
    minuteOf(modified),
    path,
  ]);
  return alignColumns([[' ', 'CUT', 'KERNEL', 'SIZE', 'CUT AT (UTC)', 'FILE'], ...rows]);
}

export function formatStates(states: readonly StoredState[]): string[] {
  const rows = states.map(({ path, bytes, used, about }) => [
    ' ',
    about?.cut ?? '?',
    about?.kernel.release ?? 'damaged',
    formatSize(bytes),
    minuteOf(used),
    path,
  ]);
  return alignColumns([[' ', 'WARM', 'KERNEL', 'SIZE', 'USED AT (UTC)', 'FILE'], ...rows]);
}

/** What is kept besides to be faster; of no interest one by one. */
async function formatCaches(environment: Environment): Promise<string[]> {
  const caches = [
    { name: 'Segments of images', files: await listSegments(segmentStore(environment)) },
    { name: 'Unpacked kernels', files: await listVmlinux(environment) },
  ];
  return caches.flatMap(({ name, files }) =>
    files.length === 0
      ? []
      : [`${name}: ${files.length}, ${formatSize(files.reduce((sum, { bytes }) => sum + bytes, 0))}.`],
  );
}

function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
