// Disks of which a cut tells QEMU what they are, and what its preflight may make on a server: both are of each boot, not of the image.
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { writePlugin } from '../helpers/fixture-plugin.js';
import { recordOf } from '../helpers/image.js';
import { rapido, temporaryDirectory } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { runSuite, statuses } from '../suite/suite.js';
import { boot, steps } from './vm.js';

const KIT = fileURLToPath(new URL('../../packages/kit', import.meta.url));
const DIR = temporaryDirectory();
const IMAGE = join(DIR, 'told.img');
const DISK =
  '{ serial: "TOLD", blockdev: { driver: settings.TOLD_DRIVER, file: { driver: "file", filename: settings.TOLD_FILE } }';

/** `told` has the disk of the settings; `shared` is a suite whose tests read it, and cannot write to it. */
const PLUGIN = `import { cutCommands } from '@rapido/kit';
import { access, writeFile } from 'node:fs/promises';
const settings = {
  TOLD_FILE: { type: 'path', summary: 'The disk', required: true },
  TOLD_DRIVER: { type: 'string', summary: 'Its format', default: 'raw' },
  TOLD_READ_ONLY: { type: 'bool', summary: 'Whether it is', default: 'yes' },
};
const told = {
  name: 'told', summary: 'Has a disk', settings, createsImage: true,
  manifest(m, { settings }) {
    m.bin('dd');
    m.vm({ disks: [${DISK} }] });
  },
  async preflight({ settings: { TOLD_FILE }, createImage, note }) {
    if (await access(TOLD_FILE).then(() => true, () => false)) return [];
    if (!createImage) return [{ kind: 'host', message: 'there is no ' + TOLD_FILE, fix: 'Say --create-image.' }];
    await writeFile(TOLD_FILE, 'made by the preflight'.padEnd(4096, '.'));
    note('made ' + TOLD_FILE);
    return [];
  },
};
const shared = {
  name: 'shared', summary: 'Reads a disk', settings,
  suite: { format: 'events', results: '/results', run: 'guest/run.sh', list: 'guest/list.sh' },
  manifest(m, { settings }) {
    m.bin('dd');
    m.vm({ disks: [${DISK}, ...(settings.TOLD_READ_ONLY ? { readOnly: true } : {}) }] });
  },
};
export const commands = cutCommands({ told, shared });
`;

const RUN = `disk=$(disk_by_serial TOLD)
for name in $RAPIDO_TESTS; do
  test_begin "$name"
  [[ $(head -c 5 "$disk") == disk1 ]] && ! dd if=/dev/zero of="$disk" count=1 oflag=direct status=none && test_end pass || test_end fail
done
`;

beforeAll(async () => {
  const files = { 'index.js': PLUGIN, 'guest/run.sh': RUN, 'guest/list.sh': 'echo one; echo two\n' };
  const plugin = writePlugin({ name: '@acme/cut-told', cut: 'told', files });
  mkdirSync(join(plugin, 'node_modules/@rapido'), { recursive: true });
  symlinkSync(KIT, join(plugin, 'node_modules/@rapido/kit'));
  expect(await rapido(['plugins', 'link', plugin])).toMatchObject({ status: 0 });
  const { status, stderr } = await cut(disk('disk1'));
  expect(status, stderr).toBe(0);
});

/** A file for a disk, which begins with its name. */
function disk(name: string): string {
  const path = join(DIR, name);
  writeFileSync(path, name);
  truncateSync(path, 2 ** 20);
  return path;
}

const setting = (path: string) => ['--set', `TOLD_FILE=${path}`];
const cut = (path: string) => rapido(['cut', 'told', '--out', IMAGE, ...setting(path)]);

test('an image says which disk its VM is told of, and not what it is: for another one it stays as it is', async () => {
  expect(recordOf(IMAGE).vm.disks).toEqual([{ serial: 'TOLD', perRun: true }]);
  expect(readFileSync(IMAGE).includes(DIR)).toBe(false);
  const { ino, mtimeMs } = statSync(IMAGE);
  expect((await cut(disk('disk2'))).stderr).toContain('unchanged');
  expect(statSync(IMAGE)).toMatchObject({ ino, mtimeMs });
});

test('a VM has the disk of the settings of its start, and is not restored', async () => {
  const path = disk('disk3');
  const read =
    'head -c 5 "$(disk_by_serial TOLD)"; echo; echo guest | dd conv=sync oflag=direct status=none of="$(disk_by_serial TOLD)"';
  const { status, stdout, stderr } = await boot(IMAGE, ['--warm', ...setting(path), ...steps(read)]);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: 'disk3\n' });
  expect(stderr).toContain('Booted, not restored: its disk TOLD is not thrown away.');
  expect(readFileSync(path, 'utf8')).toMatch(/^guest\n/);
});

test('--dry-run shows it, or the disk of the user that takes its place', async () => {
  const dryRun = (...args: string[]) => rapido(['boot', IMAGE, '--dry-run', ...setting('/nowhere'), ...args]);
  expect((await dryRun()).stdout).toContain(
    '"driver":"raw","file":{"driver":"file","filename":"/nowhere"},"read-only":false',
  );
  const own = await dryRun('--disk', 'size=1G,serial=TOLD');
  expect(own.stdout).toContain('"driver":"null-co"');
  expect(own.stdout).not.toContain('/nowhere');
  const { stdout } = await rapido(['run', 'told', '--dry-run', ...setting('/nowhere')]);
  expect(stdout).toMatch(/^disk +TOLD, {"driver":"raw","file":{"driver":"file","filename":"\/nowhere"}}$/m);
});

test('a driver that QEMU does not have is named', async () => {
  const wrong = ['--set', 'TOLD_DRIVER=made-up', ...setting(disk('disk4'))];
  const result = await rapido(['boot', IMAGE, ...wrong, '-x', 'true']);
  expectFailure(result, 128, 'QEMU', 'This QEMU has no driver "made-up" for disks.');
});

test('a server that never answers is no hang of the kernel', async () => {
  const path = join(DIR, 's');
  const server = createServer().listen(path);
  const connected = once(server, 'connection');
  onTestFinished(() => void server.close());
  const blockdev = { driver: 'nbd', server: { type: 'unix', path } };
  const cut = { name: 'far', summary: 'Has a disk', vm: { disks: [{ serial: 'FAR', blockdev }] } };
  const dir = project({ 'far.mjs': `export const cut = { ...${JSON.stringify(cut)}, manifest() {} };` });
  const result = rapido(['run', './far.mjs', '--timeout', '2s', '-x', 'true'], { cwd: dir });
  await connected;
  expectFailure(await result, 128, 'QEMU', 'QEMU has not come to start the VM within');
});

test('VMs of a suite share a disk that they only read, and no other', async () => {
  const jobs = ['shared', '--jobs', '2', ...setting(disk('disk1'))];
  const run = await runSuite(jobs);
  expect(statuses(run), run.stderr).toEqual({ one: 'pass', two: 'pass' });
  expect(Object.keys(run.verdict.vms)).toHaveLength(2);
  const writable = await rapido(['run', ...jobs, '--set', 'TOLD_READ_ONLY=no']);
  expectFailure(writable, 129, 'USAGE', '2 VMs cannot write to one disk, TOLD.');
});

test('--create-image lets a preflight make what is not there, which it says', async () => {
  const path = join(DIR, 'made');
  const args = ['boot', IMAGE, ...setting(path), ...steps('head -c 21 "$(disk_by_serial TOLD)"')];
  expectFailure(await rapido(args), 128, 'CUT_PROBLEM', `there is no ${path}`);
  const { status, stdout, stderr } = await rapido([...args, '--create-image']);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: 'made by the preflight' });
  expect(stderr).toContain(`told: made ${path}\n`);
});

test('--create-image is for cuts that can make something, and for commands that boot', async () => {
  const flag = ['--create-image', '-x', 'true'];
  const refused = '--create-image is without effect: the cut simple-example uses no image on a server.';
  expectFailure(await rapido(['run', 'simple-example', ...flag]), 129, 'USAGE', refused);
  expectFailure(await rapido(['run', 'shared', ...flag]), 129, 'USAGE', 'the cut shared uses no image');
  expectFailure(await rapido(['cut', 'told', '--create-image']), 129, 'USAGE', 'no flag --create-image');
});

test('without its plugin nobody can say what the disk is', async () => {
  expect(await rapido(['plugins', 'uninstall', '@acme/cut-told'])).toMatchObject({ status: 0 });
  for (const flag of ['--dry-run', '--json']) {
    const { status, stderr, stdout } = await rapido(['boot', IMAGE, flag, ...setting('/x')]);
    expect(status).toBe(128);
    expect(stderr + stdout).toContain('needs its cut for what is made for each boot');
  }
  const own = await boot(IMAGE, ['--disk', 'size=1M,serial=TOLD', ...setting('/x'), ...steps('disk_by_serial TOLD')]);
  expect(own).toMatchObject({ status: 0, stdout: '/dev/vda\n' });
});
