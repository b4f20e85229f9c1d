import { formatSize, imagesDir, listImages, type StoredImage } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { settingFlags } from '../../flags/setting-flags.js';
import { alignColumns } from '../../text/columns.js';
import { openSession } from '../../verbs/session.js';

export default class ImageLs extends RapidoCommand {
  static override readonly summary = 'List the images that were cut here, newest first.';
  static override readonly description = 'The one that a bare `rapido boot` boots is marked with *.';
  static override readonly flags = { config: settingFlags.config, set: settingFlags.set };
  static override readonly examples = ['<%= config.bin %> image ls'];

  async run(): Promise<readonly StoredImage[]> {
    const { flags } = await this.parse(ImageLs);
    this.refuseRest('image ls');
    const { config, environment } = await openSession(this.config, flags);
    const images = await listImages(config, environment);
    if (images.length === 0) this.logToStderr(`There are no images in ${imagesDir(config, environment)}.`);
    else for (const line of formatImages(images)) this.log(line);
    return images;
  }
}

export function formatImages(images: readonly StoredImage[]): string[] {
  const rows = images.map(({ path, bytes, modified, latest, record, damage }) => [
    latest ? '*' : ' ',
    record?.cut ?? '?',
    record?.kernel.release ?? (damage ? 'damaged' : '?'),
    formatSize(bytes),
    modified.slice(0, 16).replace('T', ' '),
    path,
  ]);
  return alignColumns([[' ', 'CUT', 'KERNEL', 'SIZE', 'CUT AT (UTC)', 'FILE'], ...rows]);
}
