// The two image drivers, side by side: the same members in the image, the same guest when it runs. And what only the
// native one promises: the same bytes for the same things.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bothProtocols, keyringOf, newKey } from '../helpers/ceph-files.js';
import { expectWhole, recordOf, type Unpacked, unpack } from '../helpers/image.js';
import { linkPlugins, rapido, SELF } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { BLKTESTS, FSTESTS } from '../suite/suite.js';

const DRIVERS = ['native', 'dracut'] as const;

const SHARE = ['CIFS_SHARE=test', 'CIFS_USER=tester', 'CIFS_PW=secret'];

/** What dracut puts into every image, asked for or not, and the image's record, which names its driver. */
const OWN_OF_DRACUT = [
  /^\/(usr\/)?lib\/dracut(\/|$)/,
  /^\/etc\/(cmdline\.d|conf\.d(\/systemd\.conf)?|initrd-release|ld\.so\.conf(\.d\/.*)?|ld\.so\.cache|ld\.so\.conf\.d)$/,
  /^\/(run|sysroot|root|proc|sys|dev|tmp|var|var\/.*|initrd|shutdown|usr\/etc)$/,
  /^\/dev\/(console|kmsg|null|random|urandom)$/,
  /^\/usr\/lib\/(x86_64-linux-gnu\/)?lib[\w-]+\.so$/, // what libraries are linked by; no program asks for it
  /^\/rapido\/image\.json$/,
];

/** Path of the image that each driver makes of the same cut. */
async function cutByBoth(cut: string, args: readonly string[]): Promise<Record<(typeof DRIVERS)[number], string>> {
  const paths = { native: '', dracut: '' };
  for (const driver of DRIVERS) {
    const dir = project({ 'rapido.conf': `IMAGE_DRIVER=${driver}\n` });
    const { status, stdout, stderr } = await rapido(['cut', cut, ...args], { cwd: dir });
    expect(status, stderr).toBe(0);
    paths[driver] = stdout.trim();
  }
  return paths;
}

function expectSameMembers(paths: Record<(typeof DRIVERS)[number], string>): void {
  const [native, dracut] = [unpack(paths.native), unpack(paths.dracut)];
  expect(differences(native, dracut)).toEqual([]);
  const more = [...dracut.members.keys()].filter((path) => !native.members.has(path) && !isOwnOfDracut(path));
  expect(more).toEqual([]);
}

describe.each(cutsOf('cut-simple'))('%s', (cut) => {
  const added = ['--bin', 'find', '--bin', 'sort'];
  let paths = { native: '', dracut: '' };

  beforeAll(async () => {
    paths = await cutByBoth(cut, added);
  });

  test('has the same members under both, but for what dracut adds', () => {
    expectSameMembers(paths);
  });

  test('is the same guest under both', async () => {
    const seen = [];
    for (const driver of DRIVERS) {
      const steps = ['-x', LOOK, '-x', "cut -d' ' -f1 /proc/modules | sort", '-x', ENVIRONMENT, '--bin', 'cut'];
      const cwd = dirname(dirname(paths[driver]));
      const { status, stdout, stderr } = await rapido(['run', cut, ...added, ...steps], { cwd });
      expect(status, stderr).toBe(0);
      seen.push(stdout.split('\n').filter((line) => !isOwnOfDracut(line.split(' ')[0] ?? '')));
    }
    expect(seen[0]?.length).toBeGreaterThan(200);
    expect(seen[0]).toEqual(seen[1]);
  });
});

// These are large: what is booted of them is tested with the suites.
describe('the cuts of plugins', () => {
  beforeAll(() => linkPlugins(['cut-fstests', 'cut-blktests', 'cut-ceph', 'cut-samba', 'cut-nfs']));

  test.each([
    ['fstests-btrfs', `FSTESTS_SRC=${FSTESTS}`],
    ['blktests-zram', `BLKTESTS_SRC=${BLKTESTS}`],
    ['samba-btrfs', ...SHARE],
    ['cifs', ...SHARE],
    ['nfsd-btrfs', 'NFS_SHARE=/srv/test'],
  ])('%s has the same members under both', async (cut, ...settings) => {
    expectSameMembers(
      await cutByBoth(
        cut,
        settings.flatMap((setting) => ['--set', setting]),
      ),
    );
  });

  test("a cut made of a library's fragments has the same members under both", async () => {
    const user = 'client.tester';
    const cluster = project({
      'ceph.conf': `[global]\nmon_host = ${bothProtocols('203.0.113.77')}\n`,
      keyring: keyringOf(user, newKey()),
    });
    const settings = { CEPH_CONF: `${cluster}/ceph.conf`, CEPH_KEYRING: `${cluster}/keyring`, CEPH_USER: user };
    const words = Object.entries({ ...settings, CEPH_RBD_IMAGE: 'x' }).flatMap(([k, v]) => ['--set', `${k}=${v}`]);
    expectSameMembers(await cutByBoth('rbd', words));
  });
});

/** All that a process sees below the root, and what may be done with it. */
const LOOK = "find / -xdev -path /rapido/run -prune -o -printf '%p %M %U:%G %l\\n' | sort";

test('the same things give the same bytes: again, in another directory, with nothing left of before', async () => {
  const files = {
    'my.fest': 'bin tac\nautorun ./my.sh\nfile /srv/x ./x\ntree /srv/tree ./tree\ndata /etc/x "x"\n',
    'my.sh': 'echo mine\n',
    x: 'x\n',
    'tree/b': 'b',
    'tree/a/c': 'c',
  };
  const [one, other] = [project(files), project(files)] as const;
  const image = (dir: string) => join(dir, 'initrds/my.img');
  const cut = async (dir: string, ...more: string[]) => {
    expect(await rapido(['cut', './my.fest', ...more], { cwd: dir })).toMatchObject({ status: 0 });
    expectWhole(image(dir));
    return readFileSync(image(dir));
  };
  const first = await cut(one);
  expect(recordOf(image(one))).toMatchObject({ driver: 'native' });
  expect((await cut(one, '--fresh')).equals(first)).toBe(true);
  rmSync(join(SELF.directories.home, '.cache/rapido/segments'), { recursive: true });
  expect((await cut(other, '--fresh')).equals(first)).toBe(true);
});

/** But for who this VM is among all that run. */
const ENVIRONMENT = "env | grep -v '^RAPIDO_VM=\\|^RAPIDO_HOSTNAME=' | sort";

/** As the plugin's manifest has them. */
function cutsOf(plugin: string): string[] {
  const manifest = fileURLToPath(new URL(`../../packages/${plugin}/oclif.manifest.json`, import.meta.url));
  const { commands } = JSON.parse(readFileSync(manifest, 'utf8'));
  return Object.keys(commands).map((id) => id.replace(/^cut:/, ''));
}

/** What members of one image differ from those of the other of the same path. */
function differences(one: Unpacked, other: Unpacked): string[] {
  return [...one.members].flatMap(([path, member]) => {
    const twin = other.members.get(path);
    if (isOwnOfDracut(path)) return [];
    if (twin === undefined) return [`${path} is missing`];
    if (twin.mode !== member.mode) return [`${path}: ${member.mode}, ${twin.mode}`];
    if (targetOf(path, member.target) !== targetOf(path, twin.target))
      return [`${path} -> ${member.target}, ${twin.target}`];
    if (!member.mode.startsWith('-')) return [];
    const same = readFileSync(join(one.dir, path)).equals(readFileSync(join(other.dir, path)));
    return same ? [] : [`${path} has other bytes`];
  });
}

/** dracut makes absolute targets relative. */
function targetOf(path: string, target: string | undefined): string | undefined {
  return target && posix.resolve(posix.dirname(path), target);
}

function isOwnOfDracut(path: string): boolean {
  return OWN_OF_DRACUT.some((pattern) => pattern.test(path));
}
