// Looks for a secret wherever it must not be.
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SANDBOX, temporaryDirectory } from './sandbox.js';

/** Files of this test file's programs that have one of these in them, packed or not; but not those below `except`, which may be of any size. */
export function filesHaving(forms: readonly (Buffer | string)[], except?: string): string[] {
  const looked = files(SANDBOX).filter((path) => except === undefined || !path.startsWith(`${except}/`));
  return looked.filter((path) =>
    statSync(path).size > LARGE ? hasLarge(path, forms) : has(readFileSync(path), forms),
  );
}

/** The saved memory of a VM may be larger than what can be read at once. */
const LARGE = 2 ** 30;

/** Piece by piece, each beginning with the end of the one before. */
function hasLarge(path: string, forms: readonly (Buffer | string)[]): boolean {
  const overlap = Math.max(...forms.map((form) => Buffer.byteLength(form)));
  const piece = Buffer.alloc(2 ** 26);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; ; at += piece.length - overlap) {
      const length = readSync(file, piece, 0, piece.length, at);
      if (forms.some((form) => piece.subarray(0, length).includes(form))) return true;
      if (length < piece.length) return false;
    }
  } finally {
    closeSync(file);
  }
}

function has(data: Buffer, forms: readonly (Buffer | string)[]): boolean {
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

/** A PATH on which a program writes down each command line that it is called with, however short it lives, before it does what it does. */
export function recordCalls(name: string): { readonly path: string; calls(): readonly string[] } {
  const directory = temporaryDirectory('calls');
  const [record, program] = [join(directory, 'record'), join(directory, name)];
  const real = spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(record, '');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >>'${record}'\nexec ${real} "$@"\n`);
  // Whoever calls it.
  chmodSync(directory, 0o755);
  chmodSync(record, 0o666);
  chmodSync(program, 0o755);
  const calls = () => readFileSync(record, 'utf8').split('\n').slice(0, -1);
  return { path: `${directory}:${process.env['PATH']}`, calls };
}
