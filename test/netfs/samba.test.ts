// SMB servers and their clients as VMs of one run, on the mesh and on a bridge.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { KSMBD_TOOLS } from '../../scripts/lib/ksmbd-tools.mjs';
import { OTHER_KERNEL } from '../../scripts/lib/other-kernel.mjs';
import { linkPlugins } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { filesHaving, watchCommandLines } from '../helpers/secrets.js';
import { FSTESTS, statuses, suiteRun } from '../suite/suite.js';
import { onBridge, outputOf, runSeveral, vmOf } from './several.js';

/** What every way to write the password has in it. */
const TELLING = randomBytes(8).toString('hex');
const PASSWORD = `  p@ss "w$rd', \\% ${TELLING}  `;

const TESTS = ['generic/001', 'generic/002', 'generic/004', 'generic/008'];

/** Names what shows the password to those who look in the guest. */
const LOOK = `
for file in /proc/cmdline /proc/mounts /proc/[0-9]*/cmdline; do
  mapfile -d '' words <"$file" && [[ \${words[*]} == *"$CIFS_PW"* ]] && echo "$file shows the password"
done 2>/dev/null
[[ $(dmesg) != *"$CIFS_PW"* ]] && echo 'looked for the password'
`;

/** Writes, mounts anew, encrypted, and reads; then what cannot be mounted. */
const CLIENT = `
${LOOK}
set -e
mounts() { while read -r line; do [[ $line != *" $1 cifs "* ]] || echo "$line"; done </proc/mounts; }
mounts /mnt/cifs
head -c 64M /dev/urandom >/mnt/cifs/big
sum=$(sha256sum </mnt/cifs/big)
cd /
cifs-umount /mnt/cifs
CIFS_MOUNT_OPTS=$CIFS_MOUNT_OPTS,seal cifs-mount /mnt/cifs
mounts /mnt/cifs
[[ $(sha256sum </mnt/cifs/big) == "$sum" ]]
echo "sum: $sum"
: >/mnt/cifs/done

while read -r address names; do
  if [[ $address == *:* && " $names " == *" srv "* ]]; then
    CIFS_SERVER=$address cifs-mount /mnt/six
    mounts /mnt/six
  fi
done </etc/hosts

status=0
cifs-mount /mnt/other nosuch 2>&1 || status=$?
echo "unknown share: $status"
printf 'username=%s\\npassword=wrong\\n' "$CIFS_USER" >/etc/cifs/credentials
status=0
cifs-mount /mnt/other 2>&1 || status=$?
echo "wrong password: $status"
`;

/** Waits for the client above, and reads what it has written. */
const READER = 'wait_for 120 test -e /smb/test/done || exit; echo "sum: $(sha256sum </smb/test/big)"';

/** The password of servers and clients is told as an ordinary setting is: in the environment, here. */
const env = { RAPIDO_CIFS_PW: PASSWORD };

beforeAll(async () => {
  await linkPlugins(['cut-samba', 'cut-fstests']);
});

function place(): string {
  const settings = ['CIFS_SHARE=test', 'CIFS_USER=tester', 'CIFS_MOUNT_OPTS=vers=3.1.1,mfsymlinks'];
  const sources = [`FSTESTS_SRC="${FSTESTS}"`, `KSMBD_TOOLS_SRC="${KSMBD_TOOLS}"`];
  return project({ 'rapido.conf': `${[...settings, ...sources].join('\n')}\n`, 'client.sh': CLIENT });
}

const BINS = ['--bin', '@cli=sha256sum'];

/** What the client has found out. */
function expectClient(text: string): void {
  const [looked, first = '', sealed = ''] = text.split('\n');
  expect(looked).toBe('looked for the password');
  expect(first).toMatch(/^\/\/srv\/test \/mnt\/cifs cifs .*vers=3\.1\.1/);
  expect(first).not.toContain(',seal');
  expect(sealed).toMatch(/vers=3\.1\.1.*,seal,/);
  expect(text).toMatch(/^sum: [\da-f]{64} /m);
  expect(text).toMatch(/\nsrv has no share "nosuch": .*\nunknown share: 1\n/);
  expect(text).toMatch(/\nsrv refuses the user tester or the password: .*\nwrong password: 1\n/);
}

test('samba-xfs on the mesh, with a client that mounts and one that runs xfstests', async () => {
  const commands = watchCommandLines();
  onTestFinished(commands.stop);
  const vms = ['srv=samba-xfs', 'cli=cifs', 'fst=fstests-cifs'];
  const words = [...vms, '--net', 'mesh', ...BINS, '-f', '@cli client.sh', '-x', `@srv ${LOOK}`, '--', ...TESTS];
  const run = await runSeveral(words, { cwd: place(), env });
  expect(run.status, run.stderr).toBe(0);
  expectClient(outputOf(run, 'cli'));
  expect(outputOf(run, 'srv')).toBe('looked for the password\n');
  expect(statuses(suiteRun(run))).toEqual(Object.fromEntries(TESTS.map((name) => [name, 'pass'])));
  expect(run.verdict.vms).toMatchObject({ srv: { service: true, outcome: 'pass' }, cli: { outcome: 'pass' } });

  expect(run.stdout + run.stderr).not.toContain(TELLING);
  expect([...commands.seen()].filter((line) => line.includes(TELLING))).toEqual([]);
  expect(filesHaving([TELLING])).toEqual([]);
});

test('samba-btrfs on a bridge, with three clients, two of them by automount', async () => {
  const vms = ['srv=samba-btrfs', 'cli=cifs', 'direct=autofs-direct-cifs', 'indirect=autofs-indirect-cifs'];
  const readers = ['direct', 'indirect'].flatMap((name) => ['--bin', `@${name}=sha256sum`, '-x', `@${name} ${READER}`]);
  const words = [...vms, '--net', 'bridge', ...BINS, '-f', '@cli client.sh', ...readers];
  const run = await runSeveral(words, { cwd: place(), env, user: await onBridge(vms.length) });
  expect(run.status, run.stderr).toBe(0);
  const written = outputOf(run, 'cli');
  expectClient(written);
  expect(written).toMatch(/^\/\/fd00:155::10\d\/test \/mnt\/six cifs /m);
  const [sum = ''] = /^sum: .*\n/m.exec(written) ?? [];
  for (const name of ['direct', 'indirect']) expect(outputOf(run, name)).toBe(sum);
});

test('ksmbd-btrfs, on a kernel of its own', async () => {
  const words = ['srv=ksmbd-btrfs', 'cli=cifs', '--kernel', `@srv=${OTHER_KERNEL}`, '--net', 'mesh', ...BINS];
  const run = await runSeveral([...words, '-f', '@cli client.sh'], { cwd: place(), env });
  expect(run.status, run.stderr).toBe(0);
  expectClient(run.stdout);
  const [release] = readdirSync(join(OTHER_KERNEL, 'lib/modules'));
  expect(vmOf(run, 'srv').kernel.release).toBe(release);
  expect(vmOf(run, 'cli').kernel.release).not.toBe(release);
});
