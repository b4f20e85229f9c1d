import { createHash, randomBytes } from 'node:crypto';
import { type Config, textOf } from '../config/index.js';
import { startPace } from '../pace.js';
import { isUnchanged, SourceLog } from '../source-log.js';

/** All that an image was made from as it was then: files of the host that were looked at, and settings that were read. */
export interface InputStamps {
  readonly files: readonly (readonly [look: string, stamp: string])[];
  /** Digests, as some are secret. */
  readonly settings: readonly (readonly [name: string, digest: string])[];
  readonly salt: string;
}

/** Gathers what an image is made from, while it is. */
export class CutInputs {
  readonly files = new SourceLog();
  readonly #settings = new Set<string>();

  readonly onSetting = (name: string): void => {
    this.#settings.add(name);
  };

  stamps(config: Config): InputStamps {
    const salt = randomBytes(16).toString('hex');
    const settings = [...this.#settings].sort().map((name) => [name, settingDigest(config, name, salt)] as const);
    return { files: [...this.files.stamps], settings, salt };
  }
}

/** Whether settings are as they were. */
export function areSettingsUnchanged({ settings, salt }: InputStamps, config: Config): boolean {
  return settings.every(([name, digest]) => settingDigest(config, name, salt) === digest);
}

/** Whether files are as they were. */
export async function areFilesUnchanged({ files }: InputStamps, signal?: AbortSignal): Promise<boolean> {
  const pace = startPace(signal);
  for (const [look, stamp] of files) {
    if (!isUnchanged(look, stamp)) return false;
    await pace();
  }
  signal?.throwIfAborted();
  return true;
}

function settingDigest(config: Config, name: string, salt: string): string {
  return createHash('sha256')
    .update(`${salt}${JSON.stringify(textOf(config, name) ?? null)}`)
    .digest('hex');
}
