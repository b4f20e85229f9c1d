import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const GUEST = fileURLToPath(new URL('../../guest', import.meta.url));
const LIB = fileURLToPath(new URL('../../../core/guest/lib.sh', import.meta.url));
const OUTRUN = 'smbd_claim_version: smbd (null) already running, refusing to start version 4.17';

/** Starts an smbd that logs the next of these lines and ends, each time it is started; behind the last one it answers. */
function start(...ends: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'samba-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'ends'), ends.map((line) => `${line}\n`).join(''));
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'bin/smbd'), SMBD);
  chmodSync(join(directory, 'bin/smbd'), 0o755);
  const samba = readFileSync(join(GUEST, 'lib/samba.sh'), 'utf8').replaceAll(/^\. .*/gm, '');
  const script = `at_end() { :; }; smb_answers() { [[ -e $T/answers ]]; }; samba_base=$T; CIFS_SHARE=test CIFS_USER=me
(samba_start); echo "status $?"; kill -KILL "$(<$T/smbd.pid)"`;
  return spawnSync('bash', ['--norc', '-c', [readFileSync(LIB, 'utf8'), samba, script].join('\n')], {
    encoding: 'utf8',
    env: { PATH: `${directory}/bin:${process.env['PATH']}`, T: directory },
  });
}

const SMBD = `#!/bin/bash
echo $$ >$T/smbd.pid
mapfile -t ends <$T/ends
if ((\${#ends[@]})); then
  printf '%s\\n' "\${ends[0]}" >>$T/log.smbd
  printf '%s' "\${ends[@]:1}" >$T/ends
  exit 1
fi
touch $T/answers
exec sleep infinity
`;

it('smbd that another node of a cluster has outrun is started again', () => {
  const { stdout } = start(OUTRUN);
  expect(stdout).toBe(
    `smbd starts again, as another node has started at the same time.\nSamba serves the share "test" for me.\nstatus 0\n`,
  );
});

it('smbd that ends for another reason is not', () => {
  const { stdout, stderr } = start('no memory');
  expect(stdout).toBe('status 1\n');
  expect(stderr).toMatch(/no memory[\s\S]*smbd has ended\. What it has said is above\./);
});

it('what it said before it was started again is no reason', () => {
  expect(start(OUTRUN, 'no memory').stdout).toMatch(/^smbd starts again[^\n]*\nstatus 1\n$/);
});
