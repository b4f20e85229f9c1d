import { expect, it } from 'vitest';
import { shell } from './shell.js';

const OUTRUN = 'smbd_claim_version: smbd (null) already running, refusing to start version 4.17';

/** Starts an smbd that logs the next of these lines and ends, each time it is started; behind the last one it answers. */
function start(...ends: readonly string[]) {
  const script = `printf '%s' ${ends.map((line) => `'${line}'$'\\n'`).join('')} >$T/ends
at_end() { :; }; smb_answers() { [[ -e $T/answers ]]; }; samba_base=$T; CIFS_SHARE=test CIFS_USER=me
(samba_start); echo "status $?"; kill -KILL "$(<$T/smbd.pid)"`;
  return shell('samba', script, { name: 'smbd', text: SMBD });
}

const SMBD = `echo $$ >$T/smbd.pid
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
