// The cuts of xfstests that need a server, with real ones in a network namespace. Both need root: Samba becomes the users that log
// in, and Ganesha opens files by their handles.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { linkPlugins, type Running, start, temporaryDirectory } from '../helpers/index.js';
import { inNetwork, type NetworkNamespace, networkNamespace, rootIn } from '../helpers/network-namespace.js';
import { addFiles, project } from '../helpers/project.js';
import { FSTESTS, runSuite, statuses } from './suite.js';

const isRoot = process.getuid?.() === 0;

/** Of the suite's tests, those that need neither a second file system nor one that says its options as they were given. */
const PASS = ['generic/001', 'generic/002', 'generic/004', 'generic/008'];

/** Both sides read what the other has written, under a name that is not ASCII. */
const EXCHANGE = `
mountpoint -q "$TEST_DIR" || mount -t "$FSTYP" $TEST_FS_MOUNT_OPTS "$TEST_DEV" "$TEST_DIR" || exit 3
grep " $TEST_DIR " /proc/mounts
cat "$TEST_DIR/from the server, ä"
head -c 4M /dev/urandom >"$TEST_DIR/from the guest, ä" && sync "$TEST_DIR/from the guest, ä" || exit 4
md5sum <"$TEST_DIR/from the guest, ä"
`;

beforeAll(async () => {
  await linkPlugins(['cut-fstests']);
});

test.runIf(isRoot)('fstests-cifs: a share of Samba, which encrypts', async () => {
  const namespace = await networkNamespace();
  const password = randomBytes(8).toString('hex');
  const { share, passwords } = await samba(namespace, password);
  expect(statSync(passwords).mode & 0o777).toBe(0o600);
  const place = testDirectory(share);

  const directory = project();
  const run = (given: string, args: readonly string[]) => {
    const server = 'CIFS_SERVER=10.0.2.2\nCIFS_SHARE=test\nCIFS_MOUNT_OPTS=vers=3.1.1,seal,mfsymlinks\n';
    const conf = `FSTESTS_SRC="${FSTESTS}"\n${server}CIFS_USER=root\nCIFS_PW=${given}\n`;
    addFiles(directory, { 'rapido.conf': [conf, 0o600] });
    return runSuite(['fstests-cifs', '--net', 'user', ...args], { cwd: directory, user: rootIn(namespace) });
  };

  const credentials = 'stat -c "credentials: %a" /etc/cifs/credentials';
  const good = await run(password, ['-x', EXCHANGE, '-x', credentials, '--', ...PASS]);
  expect(statuses(good)).toEqual(Object.fromEntries(PASS.map((name) => [name, 'pass'])));
  expect(good.status, good.stderr).toBe(0);
  expect(good.stdout).toMatch(
    /^\/\/10\.0\.2\.2\/test\/rapido-fstests\/job-1\/test \/mnt\/test cifs rw,.*vers=3\.1\.1,.*,seal,/m,
  );
  expect(good.stdout).toContain(`hello\n${sumOf(join(place, 'from the guest, ä'))}  -\ncredentials: 600\n`);
  expect(good.stdout + good.stderr).not.toContain(password);

  const bad = await run('wrong', ['--', 'generic/001']);
  expect(bad.status).not.toBe(0);
  expect(bad.stdout + bad.stderr).toContain('//10.0.2.2/test on /run/cifs: mount error(13): Permission denied');
  expect(bad.stdout + bad.stderr).toContain('10.0.2.2 refuses the user root or the password');
  expect(bad.stdout + bad.stderr).toContain('fstests-cifs: there is no share to run on');
});

test.runIf(isRoot)('fstests-nfs: an export of Ganesha', async () => {
  const namespace = await networkNamespace();
  const place = testDirectory(await ganesha(namespace));
  const conf = `FSTESTS_SRC="${FSTESTS}"\nNFS_SERVER=10.0.2.2\nNFS_SHARE=/srv/test\nNFS_MOUNT_OPTS=vers=4.2\n`;
  const run = await runSuite(['fstests-nfs', '--net', 'user', '-x', EXCHANGE, '--', ...PASS], {
    cwd: project({ 'rapido.conf': conf }),
    user: rootIn(namespace),
  });
  expect(statuses(run)).toEqual(Object.fromEntries(PASS.map((name) => [name, 'pass'])));
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/^10\.0\.2\.2:\/srv\/test\/rapido-fstests\/job-1\/test \/mnt\/test nfs4 rw,.*vers=4\.2,/m);
  expect(run.stdout).toContain(`hello\n${sumOf(join(place, 'from the guest, ä'))}  -\n`);
});

/** Starts smbd(8), with a share `test` for root; returns the share's directory, and the file of passwords. */
async function samba(namespace: NetworkNamespace, password: string): Promise<{ share: string; passwords: string }> {
  const directory = temporaryDirectory('samba');
  const [share, state, conf] = ['share', 'state', 'smb.conf'].map((name) => join(directory, name)) as Three;
  for (const path of [share, state]) mkdirSync(path, { mode: 0o700 });
  const passwords = join(state, 'smbpasswd');
  const kinds = ['private dir', 'state directory', 'cache directory', 'lock directory', 'pid directory', 'ncalrpc dir'];
  writeFileSync(
    conf,
    `[global]
server role = standalone server
passdb backend = smbpasswd:${passwords}
${kinds.map((kind) => `${kind} = ${kind.startsWith('ncalrpc') ? join(state, 'ncalrpc') : state}`).join('\n')}
load printers = no
printing = bsd
disable spoolss = yes
disable netbios = yes
smb ports = 445
dns proxy = no
smb encrypt = required
[test]
path = ${share}
read only = no
force user = root
`,
  );
  const added = await start(['smbpasswd', '-c', conf, '-a', '-s', 'root'], { input: `${password}\n${password}\n` })
    .result;
  expect(added.status, added.stderr).toBe(0);
  const options = ['--foreground', '--no-process-group', '--debug-stdout', '--debuglevel=2', '-s', conf];
  await serve(namespace, ['smbd', ...options]).stdout.waitFor('waiting for connections');
  return { share, passwords };
}

/** Starts NFS-Ganesha with an export `/srv/test` over version 4; returns its directory. */
async function ganesha(namespace: NetworkNamespace): Promise<string> {
  const directory = temporaryDirectory('ganesha');
  const [share, state, conf] = ['share', 'state', 'ganesha.conf'].map((name) => join(directory, name)) as Three;
  for (const path of [share, state]) mkdirSync(path, { mode: 0o700 });
  // Without Graceless, nobody may open a file in the server's first 90 s.
  writeFileSync(
    conf,
    `NFS_CORE_PARAM { Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; }
NFSV4 { Graceless = true; RecoveryBackend = fs; RecoveryRoot = ${state}; Only_Numeric_Owners = true; }
EXPORT {
  Export_Id = 1; Path = ${share}; Pseudo = /srv/test; Protocols = 4; Transports = TCP;
  Access_Type = RW; Squash = No_Root_Squash; SecType = sys; FSAL { Name = VFS; }
}
`,
  );
  const options = ['-F', '-L', 'STDOUT', '-p', join(state, 'pid'), '-f', conf];
  await serve(namespace, ['ganesha.nfsd', ...options]).stdout.waitFor('NFS SERVER INITIALIZED');
  return share;
}

/** Makes what becomes TEST_DEV, with a file in it. */
function testDirectory(share: string): string {
  const place = join(share, 'rapido-fstests/job-1/test');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'from the server, ä'), 'hello\n');
  return place;
}

type Three = [string, string, string];

/** Starts a server in the network; it has ended, with all that it has started, before its files are removed. */
function serve(namespace: NetworkNamespace, command: readonly string[]): Running {
  const server = start(inNetwork(namespace, ['unshare', '--pid', '--fork', '--kill-child', ...command]));
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await server.result;
  });
  return server;
}

function sumOf(path: string): string {
  return createHash('md5').update(readFileSync(path)).digest('hex');
}
