import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../guest/lib/ksmbd.sh', import.meta.url));

/** Stores a password by a ksmbd.adduser that stores the next of these hashes at each call. */
function store(...hashes: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'ksmbd-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'hashes'), hashes.map((hash) => `${hash}\n`).join(''));
  writeFileSync(join(directory, 'ksmbd.adduser'), ADDUSER);
  chmodSync(join(directory, 'ksmbd.adduser'), 0o755);
  const ksmbd = readFileSync(SCRIPT, 'utf8')
    .replaceAll(/^\. .*/gm, '')
    .replaceAll('/run/lock', directory);
  const script = `die() { echo "$*"; exit 1; }; ksmbd_users=$T/db CIFS_USER=me CIFS_PW='se cret'; ksmbd_user; cat $T/db`;
  const { stdout } = spawnSync('bash', ['--norc', '-c', `${ksmbd}\n${script}`], {
    encoding: 'utf8',
    env: { PATH: `${directory}:${process.env['PATH']}`, T: directory },
  });
  return { stdout, calls: readFileSync(join(directory, 'calls'), 'utf8') };
}

const ADDUSER = `#!/bin/bash
mapfile -t words
echo "$* \${words[*]}" >>$T/calls
mapfile -t hashes <$T/hashes
printf '%s\\n' "\${hashes[@]:1}" >$T/hashes
echo "me:\${hashes[0]}" >$T/db
`;

it('what two calls of ksmbd.adduser agree on is stored', () => {
  const add = '-a -- me se cret se cret\n';
  const update = '-u -- me se cret se cret\n';
  expect(store('right', 'right')).toEqual({ stdout: 'me:right\n', calls: add + update });
  expect(store('wrong', 'right', 'right')).toEqual({ stdout: 'me:right\n', calls: add + update + update });
  expect(store('right', 'wrong', 'right', 'right').stdout).toBe('me:right\n');
});

it('calls that never agree are an error', () => {
  expect(store(...Array.from({ length: 20 }, (_, index) => `${index}`)).stdout).toMatch(
    /^ksmbd\.adduser stores something else each time/,
  );
});
