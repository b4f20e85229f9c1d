// Looks for a key of Ceph wherever it must not be.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SANDBOX } from '../helpers/index.js';

/** How a key may be written: as keyrings have it, and the very bytes of the secret, which begin after 12 others. */
export function formsOf(key: string): Buffer[] {
  const secret = Buffer.from(key, 'base64').subarray(12);
  return [Buffer.from(key), secret, Buffer.from(secret.toString('hex')), Buffer.from(secret.toString('base64'))];
}

/** Files of this test file's programs that have the key in them, packed or not; but not those below `except`. */
export function filesWith(key: string, except: string): string[] {
  const forms = formsOf(key);
  return files(SANDBOX).filter((path) => !path.startsWith(`${except}/`) && has(readFileSync(path), forms));
}

function has(data: Buffer, forms: readonly Buffer[]): boolean {
  const all = [data, ...unpacked(data)];
  return forms.some((form) => all.some((bytes) => bytes.includes(form)));
}

const PACKERS: Readonly<Record<string, string>> = {
  '28b52ffd': 'zstd',
  fd377a58: 'xz',
  '1f8b0808': 'gzip',
  '1f8b0800': 'gzip',
};

function unpacked(data: Buffer): Buffer[] {
  const program = PACKERS[data.toString('hex', 0, 4)];
  if (program === undefined) return [];
  const { status, stdout, stderr } = spawnSync(program, ['-dc'], { input: data, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return [stdout];
}

export function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Looks at all command lines of this machine again and again; `seen` looks once more, and gives all. */
export function watchCommandLines(): { seen(): ReadonlySet<string>; stop(): void } {
  const all = new Set<string>();
  const look = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        all.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
      } catch {} // it has ended
    }
    return all;
  };
  const timer = setInterval(look, 50);
  return { seen: look, stop: () => clearInterval(timer) };
}
