// Kernels in the trees where they were built, and what decides which kernel is tested.
import { appendFileSync, mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  type BuildTree,
  type DistributionKernel,
  distributionKernel,
  installModules,
  makeBuildTree,
} from '../../packages/core/test/kernel/build-tree.js';
import { expectFailure } from '../helpers/failure.js';
import { recordOf, unpack } from '../helpers/image.js';
import { rapido, SELF, temporaryDirectory } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';

const MODULES = ['zram', 'ext4', 'dummy'];

let distribution: DistributionKernel;
let inTree: BuildTree;
let outOfTree: BuildTree;

beforeAll(async () => {
  distribution = await distributionKernel();
  inTree = await makeBuildTree(temporaryDirectory(), { modules: MODULES });
  outOfTree = await makeBuildTree(temporaryDirectory(), { modules: MODULES, shape: 'O=', order: 'module' });
});

for (const shape of ['in-tree', 'O=']) {
  test(`built ${shape}: image and modules straight from the tree`, async () => {
    const tree = shape === 'O=' ? outOfTree : inTree;
    const dir = project({ 'my.fest': 'kmod zram ext4\ntry-kmod virtio_blk\n' });
    const { stderr } = await cut(['./my.fest', '--kernel', tree.dir], dir);
    expect(stderr).toContain(`Kernel: ${tree.release}, --kernel`);
    const image = join(dir, 'initrds/my.img');
    expect(recordOf(image).kernel).toMatchObject({
      release: tree.release,
      image: join(tree.dir, 'arch/x86/boot/bzImage'),
    });
    const { members, dir: root, text } = unpack(image);
    const built = tree.modules.filter((path) => !path.includes('dummy'));
    const names = [...members.keys()].flatMap((path) => /\/kernel\/(.*\.ko)$/.exec(path)?.[1] ?? []);
    expect(names.sort()).toEqual([...built].sort()); // nothing that the tree does not have
    for (const path of built) {
      const module = readFileSync(join(root, 'lib/modules', tree.release, 'kernel', path));
      expect(module.equals(readFileSync(join(tree.dir, path)))).toBe(true);
    }
    expect(text('/rapido/modules')).toBe('zram\next4\n');
  });

  test(`built ${shape}, with installed modules: those, unless they are older`, async () => {
    const tree = await makeBuildTree(temporaryDirectory(), {
      modules: ['zram', 'dummy'],
      shape: shape as 'O=',
    });
    const conf = `KERNEL_SRC="${tree.dir}"\nKERNEL_INSTALL_MOD_PATH="\${KERNEL_SRC}/my mods"\n`;
    const dir = project({ 'rapido.conf': conf, 'my.fest': 'kmod zram\n' });
    const installed = await installModules(tree, join(tree.dir, 'my mods'));
    const zram = tree.modules.find((path) => path.endsWith('/zram.ko')) ?? '';
    appendFileSync(join(installed, 'kernel', zram), 'a signature, say');
    await cut(['./my.fest'], dir);
    const { dir: root } = unpack(join(dir, 'initrds/my.img'));
    const module = readFileSync(join(root, 'lib/modules', tree.release, 'kernel', zram));
    expect(module.toString('latin1')).toMatch(/a signature, say$/);

    utimesSync(join(installed, 'kernel', zram), 0, 1_000_000_000);
    const stale = await rapido(['cut', './my.fest'], { cwd: dir });
    const shown = [join(installed, 'kernel', zram), join(tree.dir, zram), '2001-09-'];
    const message = expectFailure(
      stale,
      125,
      'MODULE_STALE',
      'zram',
      ...shown,
      `make -C '${tree.dir}' modules_install`,
    );
    const [, way = ''] = /(--set KERNEL_INSTALL_MOD_PATH=)$/m.exec(message) ?? [];
    await cut(['./my.fest', ...way.split(' ')], dir);
  });
}

test('a real boot of a tree without a vmlinux, with modules from it', async () => {
  const dir = project();
  const { status, stdout, stderr } = await rapido(
    [
      ...['run', 'simple-example', '--kernel', outOfTree.dir, '--kmod', 'ext4', '--kmod', 'dummy', '--json'],
      ...['-x', 'uname -r; grep -c -E "^(ext4|jbd2|dummy) " /proc/modules'],
    ],
    { cwd: dir },
  );
  expect(status, stderr).toBe(0);
  const verdict = JSON.parse(stdout);
  expect(verdict).toMatchObject({ outcome: 'pass', kernel: { release: outOfTree.release } });
  const log = readFileSync(join(verdict.bundle, 'kernel.log'), 'utf8');
  expect(log).toContain(`Linux version ${outOfTree.release}`);
});

test('in the guest, modules that are installed elsewhere are there', async () => {
  const path = temporaryDirectory();
  const installed = await installModules(inTree, path);
  expect(statSync(join(installed, 'modules.dep')).isFile()).toBe(true);
  const dir = project({ 'rapido.conf': `KERNEL_SRC="${inTree.dir}"\nKERNEL_INSTALL_MOD_PATH="${path}"\n` });
  const { status, stdout, stderr } = await rapido(
    ['run', 'simple-example', '--kmod', 'zram', '-x', 'uname -r; ls /sys/module | grep -x zram; ! modprobe -q ext4'],
    { cwd: dir },
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(`${inTree.release}\n`);
  expect(stdout).toMatch(/^zram$/m);
});

test('which kernel: --kernel, the project, the tree one stands in, the user, the host', async () => {
  const other = await makeBuildTree(temporaryDirectory());
  const user = join(SELF.directories.home, '.config/rapido');
  addFiles(user, { 'rapido.conf': `KERNEL_SRC="${other.dir}"\n` });
  const nowhere = temporaryDirectory();
  const dir = project({ 'rapido.conf': `KERNEL_SRC="${inTree.dir}"\n` });
  const bare = project();
  const deep = join(outOfTree.dir, 'drivers/net');
  mkdirSync(deep, { recursive: true });

  expect(await chosen(dir)).toEqual([image(inTree), expect.stringMatching(/^KERNEL_SRC \(.*rapido\.conf:1\)$/)]);
  expect(await chosen(nowhere)).toEqual([
    image(other),
    expect.stringMatching(/^KERNEL_SRC \(.*\.config\/rapido.*:1\)$/),
  ]);
  expect(await chosen(deep)).toEqual([image(outOfTree), expect.stringContaining('the working directory')]);
  expect(await chosen(join(inTree.dir, 'fs'))).toEqual([
    image(inTree),
    expect.stringContaining('the working directory'),
  ]);
  expect(await chosen(dir, '--kernel', outOfTree.dir)).toEqual([image(outOfTree), expect.stringContaining('--kernel')]);
  const { release } = distribution;
  expect(await chosen(dir, '--kernel', release)).toEqual([distribution.image, `--kernel ${release}`]);
  expect(await chosen(dir, '--set', `KERNEL_SRC=${other.dir}`)).toEqual([image(other), 'KERNEL_SRC (--set)']);
  const relative = await rapido(['cut', 'simple-example', '-n', '--json'], {
    cwd: inTree.dir,
    env: { RAPIDO_KERNEL_SRC: '.' },
  });
  expect(JSON.parse(relative.stdout).kernel).toMatchObject({ image: image(inTree) });

  addFiles(user, { 'rapido.conf': '' });
  const [path, foundBy] = await chosen(bare);
  expect(path).toMatch(/^\/(boot|usr\/lib\/modules|lib\/modules)\//);
  expect(foundBy).toMatch(/the running kernel|the newest installed kernel/);
  addFiles(bare, { 'rapido.conf': `KERNEL_RELEASE=${release}\n` });
  expect(await chosen(bare)).toEqual([distribution.image, expect.stringContaining('KERNEL_RELEASE (')]);
});

test('a kernel without modules', async () => {
  const tree = await makeBuildTree(temporaryDirectory(), {
    config: { CONFIG_MODULES: undefined, CONFIG_ZRAM: undefined },
  });
  const dir = project({ 'my.fest': 'bin find\n', 'more.fest': 'kmod zram\n' });
  await cut(['./my.fest', '--kernel', tree.dir], dir);
  expect([...unpack(join(dir, 'initrds/my.img')).members.keys()].filter((path) => path.endsWith('.ko'))).toEqual([]);
  const lacking = await rapido(['cut', './more.fest', '--kernel', tree.dir], { cwd: dir });
  expectFailure(lacking, 125, 'KERNEL_UNTESTABLE', 'zram', 'CONFIG_ZRAM=y');
});

/** Image of the kernel that a cut in `cwd` would be for, and how it was found. */
async function chosen(cwd: string, ...args: string[]): Promise<[string, string]> {
  const { status, stdout, stderr } = await rapido(['cut', 'simple-example', '--dry-run', '--json', ...args], { cwd });
  expect(status, stderr).toBe(0);
  const { kernel } = JSON.parse(stdout);
  return [kernel.image, kernel.foundBy];
}

function image({ dir }: BuildTree): string {
  return join(dir, 'arch/x86/boot/bzImage');
}

async function cut(args: readonly string[], cwd: string) {
  const result = await rapido(['cut', ...args], { cwd });
  expect(result.status, result.stderr).toBe(0);
  return result;
}
