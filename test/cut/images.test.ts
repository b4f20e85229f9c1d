// Where images lie, what is told of them, and that no cut harms the one that is there.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { expectWhole, recordOf } from '../helpers/image.js';
import { nothingLeft, rapido, SELF, start, startRapido, temporaryDirectory } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';
import { dracutCopy } from './dracut-copy.js';

const SMALL = { 'small.fest': 'data /etc/small "small"\n' };

test('an image lies in initrds/ beside the project file, with a link to the last one', async () => {
  const dir = project({ ...SMALL, 'other.fest': 'data /etc/other "other"\n', 'deep/down/.keep': '' });
  const { stdout, stderr } = await cut(['../../small.fest'], join(dir, 'deep/down'));
  const image = join(dir, 'initrds/small.img');
  expect(stdout).toBe(`${image}\n`);
  expect(stderr).toContain(image);
  expect(readdirSync(dir).sort()).toEqual(['deep', 'initrds', 'other.fest', 'rapido.conf', 'small.fest']);
  expect(readdirSync(join(dir, 'initrds')).sort()).toEqual(['myinitrd', 'small.img']);
  expect(readlinkSync(join(dir, 'initrds/myinitrd'))).toBe('small.img');
  const json = JSON.parse((await cut(['./other.fest', '--json'], dir)).stdout);
  expect(json).toMatchObject({ path: join(dir, 'initrds/other.img'), cut: 'other' });
  expect(readlinkSync(join(dir, 'initrds/myinitrd'))).toBe('other.img');
});

test('without a project file it lies in the cache', async () => {
  const dir = temporaryDirectory();
  addFiles(dir, SMALL);
  const images = join(SELF.directories.home, '.cache/rapido/images');
  expect((await cut(['./small.fest'], dir)).stdout).toBe(`${join(images, 'small.img')}\n`);
  expect(readdirSync(dir)).toEqual(['small.fest']);
  rmSync(images, { recursive: true });
});

test('--out and DRACUT_OUT say where it goes, and nothing else is written there', async () => {
  const dir = project({ ...SMALL, 'rapido.conf': 'DRACUT_OUT="out/by conf.img"\n' });
  await cut(['./small.fest'], dir);
  expect(readdirSync(join(dir, 'out'))).toEqual(['by conf.img']);
  await cut(['./small.fest', '--out', 'ü out/by flag'], dir);
  expect(readdirSync(join(dir, 'ü out'))).toEqual(['by flag']);
  expect(lstatSync(join(dir, 'ü out/by flag')).mode & 0o777).toBe(0o600);
  expectWhole(join(dir, 'ü out/by flag'));
  expect(existsSync(join(dir, 'initrds'))).toBe(false);
  const { status, stdout } = await rapido(['boot', '--dry-run'], { cwd: dir });
  expect(status).toBe(0);
  expect(stdout).toContain(join(dir, 'out/by conf.img'));
  expect(await rapido(['boot', 'ü out/by flag', '--dry-run'], { cwd: dir })).toMatchObject({ status: 0 });
});

test('image ls lists them, newest first, and image gc removes what no boot can use', async () => {
  const dir = project({ ...SMALL, 'second.fest': 'bin tac\n', 'third.fest': 'bin find\n' });
  for (const name of ['small', 'second', 'third']) await cut([`./${name}.fest`], dir);
  const image = (name: string) => join(dir, `initrds/${name}.img`);
  const listed = await rapido(['image', 'ls', '--json'], { cwd: dir });
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { path: image('third'), latest: true, record: { cut: 'third' } },
    { path: image('second'), latest: false, record: { cut: 'second' } },
    { path: image('small'), latest: false, record: { cut: 'small' } },
  ]);
  truncateSync(image('second'), 100_000); // now the newest
  const { stdout: table } = await rapido(['image', 'ls'], { cwd: dir });
  expect(
    table
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll(/ {2,}/g, '|').split('|')[1]),
  ).toEqual(['?', 'third', 'small', undefined]);
  expectFailure(
    await rapido(['boot', image('second')], { cwd: dir }),
    128,
    'IMAGE_INVALID',
    image('second'),
    'damaged',
  );

  const left = join(dir, 'initrds/.third.img.4194304-1-1-1-1.tmp');
  const own = { 'initrds/notes.txt': 'not an image', 'initrds/disk.img': 'the disk of a VM', 'initrds/dir.img/x': '' };
  addFiles(dir, { [relative(dir, left)]: 'left by a crash', ...own });
  symlinkSync('nowhere', join(dir, 'initrds/dangling.img'));
  const kept = ['dangling.img', 'dir.img', 'disk.img', 'notes.txt'];
  utimesSync(left, 0, 0);
  const would = await rapido(['image', 'gc', '--dry-run', '--json'], { cwd: dir });
  const doomed = JSON.parse(would.stdout).map(({ path }: { path: string }) => path);
  expect(doomed.sort()).toEqual([left, image('second')]);
  expect(readdirSync(join(dir, 'initrds'))).toHaveLength(9);
  expect(await rapido(['image', 'gc'], { cwd: dir })).toMatchObject({ status: 0 });
  expect(readdirSync(join(dir, 'initrds')).sort()).toEqual([...kept, 'myinitrd', 'small.img', 'third.img'].sort());
  expect(await rapido(['image', 'gc', '--all'], { cwd: dir })).toMatchObject({ status: 0 });
  expect(readdirSync(join(dir, 'initrds')).sort()).toEqual(kept);
  const foreign = JSON.parse((await rapido(['image', 'ls', '--json'], { cwd: dir })).stdout);
  expect(foreign).toMatchObject([{ path: image('disk'), foreign: true }]);
  expectFailure(await rapido(['boot'], { cwd: dir }), 129, 'IMAGE_NOT_FOUND', 'myinitrd');
});

test('the same cut three times at once: all end well, and one whole image is there', async () => {
  const dir = project(SMALL);
  const ends = await Promise.all([1, 2, 3].map(() => rapido(['cut', './small.fest'], { cwd: dir })));
  expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(readdirSync(join(dir, 'initrds')).sort()).toEqual(['myinitrd', 'small.img']);
  expectWhole(join(dir, 'initrds/small.img'));
  expect((await rapido(['boot', '--dry-run'], { cwd: dir })).status).toBe(0);
});

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
  test(`a cut ended by ${signal} while dracut runs leaves the old image, and nothing else`, async () => {
    const mark = join(temporaryDirectory('plain'), 'begun');
    const source = dracutCopy({ 'dracut-install': `#!/bin/sh\n>'${mark}'\nexec sleep 1000\n` });
    const { dir, image, before } = await withImage();
    const running = startRapido(['cut', './small.fest', '--set', `DRACUT_SRC=${source}`], { cwd: dir });
    await vi.waitUntil(() => existsSync(mark), { timeout: 60_000 });
    running.kill(signal);
    const { status, stderr } = await running.result;
    expect(status).toBe({ SIGKILL: 137, SIGTERM: 143, SIGINT: 130 }[signal]);
    if (signal !== 'SIGKILL') expect(stderr).toContain('ERR_RAPIDO_INTERRUPTED');
    await nothingLeft();
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(readdirSync(join(dir, 'initrds')).sort()).toEqual(['myinitrd', 'small.img']);
  });
}

test('a cut killed at any of 20 other moments leaves the image and its parts whole', async () => {
  const { dir, image, before } = await withImage();
  const again = ['cut', './small.fest', '--fresh'];
  const began = performance.now();
  expect(await rapido(again, { cwd: dir })).toMatchObject({ status: 0 });
  const duration = performance.now() - began;
  for (let moment = 0; moment < 20; moment++) {
    // So that all of it is written anew.
    rmSync(join(SELF.directories.home, '.cache/rapido/segments'), { recursive: true, force: true });
    const running = startRapido(again, { cwd: dir });
    const timer = setTimeout(() => running.kill('SIGKILL'), (duration * (moment + Math.random())) / 18);
    await running.result;
    clearTimeout(timer);
    await nothingLeft();
    expectWhole(image);
  }
  rmSync(image);
  expect(await rapido(['cut', './small.fest'], { cwd: dir })).toMatchObject({ status: 0 });
  expect(readFileSync(image).equals(before)).toBe(true);
});

test('what lies in the place of an image or of the link is replaced, unless it is a directory', async () => {
  const dir = project({ ...SMALL, 'initrds/small.img': 'something else', 'initrds/myinitrd': 'an old image' });
  await cut(['./small.fest'], dir);
  expectWhole(join(dir, 'initrds/small.img'));
  expect(readlinkSync(join(dir, 'initrds/myinitrd'))).toBe('small.img');
  mkdirSync(join(dir, 'directory.img'));
  const failed = await rapido(['cut', './small.fest', '--out', 'directory.img'], { cwd: dir });
  expectFailure(failed, 128, 'HOST', join(dir, 'directory.img'));
});

test('a large tree raises the memory of the VM, and boots', async () => {
  const dir = project({ 'large.fest': 'tree /srv ./tree\nbin cksum\n', 'tree/.keep': '' });
  await start(['sh', '-c', 'head -c 300M /dev/urandom >tree/random'], { cwd: dir }).result;
  const cksum = await start(['cksum', 'tree/random'], { cwd: dir }).result;
  const { status, stdout, stderr } = await rapido(['run', './large.fest', '-x', 'cksum </srv/random'], { cwd: dir });
  expect(status, stderr).toBe(0);
  expect(stdout.trim()).toBe(cksum.stdout.replace(' tree/random', '').trim());
  const image = join(dir, 'initrds/large.img');
  const { vm, bytes } = recordOf(image);
  expect(bytes).toBeGreaterThan(300 * 2 ** 20);
  const megabytes = Number(/^(\d+)M$/.exec(vm.memory)?.[1]);
  expect(megabytes).toBeGreaterThan(900);
  expect(stderr).toContain(`its VM needs ${vm.memory} of memory`);
  const small = await rapido(['boot', '--memory', '512M'], { cwd: dir });
  expectFailure(small, 129, 'MEMORY', '512M', 'at least', join(dir, 'initrds'));
});

async function cut(args: readonly string[], cwd: string) {
  const result = await rapido(['cut', ...args], { cwd });
  expect(result.status, result.stderr).toBe(0);
  return result;
}

async function withImage() {
  const dir = project(SMALL);
  await cut(['./small.fest'], dir);
  const image = join(dir, 'initrds/small.img');
  return { dir, image, before: readFileSync(image) };
}
