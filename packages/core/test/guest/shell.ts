import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const GUEST = fileURLToPath(new URL('../../guest', import.meta.url));

/** Runs a script with a part of the autorun library, whose `/dev/kmsg` and `/proc/mounts` are files below `$T`; dmesg(1) prints the first. */
export function shell(part: string, script: string): { stdout: string; stderr: string; status: number | null } {
  const directory = mkdtempSync(join(tmpdir(), 'guest-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin/dmesg'), DMESG);
  chmodSync(join(directory, 'bin/dmesg'), 0o755);
  const text = readFileSync(join(GUEST, `${part}.sh`), 'utf8').replaceAll('/dev/kmsg', `${directory}/kmsg`);
  return spawnSync('bash', ['--norc', '-c', `${text}\nmounts_file=$T/mounts\n${script}`], {
    encoding: 'utf8',
    env: { PATH: `${directory}/bin:${process.env['PATH']}`, T: directory },
  });
}

/** What the kernel logs is what is written to its log: each line gets a time. */
const DMESG = `#!/bin/bash\nsed 's/^<14>//; s/^/[    1.000000] /' $T/kmsg\n`;
