import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const GUEST = fileURLToPath(new URL('../../guest', import.meta.url));
const AUTORUN_LIBRARY = fileURLToPath(new URL('../../../core/guest/lib.sh', import.meta.url));

/** Runs a script with a part of the guest's library and without what that sources, and with a program of this text; `$T` is the directory `directory`. */
export function shell(part: string, script: string, program: { readonly name: string; readonly text: string }) {
  const directory = mkdtempSync(join(tmpdir(), 'samba-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, program.name), `#!/bin/bash\n${program.text}`);
  chmodSync(join(bin, program.name), 0o755);
  const lib = readFileSync(join(GUEST, `lib/${part}.sh`), 'utf8')
    .replaceAll(/^\. .*/gm, '')
    .replaceAll('/run/lock', directory);
  const { stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '-c', [readFileSync(AUTORUN_LIBRARY, 'utf8'), lib, script].join('\n')],
    { encoding: 'utf8', env: { PATH: `${bin}:${process.env['PATH']}`, T: directory } },
  );
  return { directory, stdout, stderr };
}
