import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shell } from './shell.js';

/** Stores a password by a ksmbd.adduser that stores the next of these hashes at each call. */
function store(...hashes: readonly string[]) {
  const script = `printf '%s\\n' ${hashes.join(' ')} >$T/hashes
die() { echo "$*"; exit 1; }; ksmbd_users=$T/db CIFS_USER=me CIFS_PW='se cret'; ksmbd_user; cat $T/db`;
  const { directory, stdout } = shell('ksmbd', script, { name: 'ksmbd.adduser', text: ADDUSER });
  return { stdout, calls: readFileSync(join(directory, 'calls'), 'utf8') };
}

const ADDUSER = `mapfile -t words
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
