import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findKernel } from '../../src/kernel/index.js';
import type { Kernel } from '../../src/kernel/types.js';
import { directBoot } from '../../src/kernel/vmlinux.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';
import { distributionKernel } from './build-tree.js';

/** A bzImage of which only the place of the payload is right. */
function bzImage(payload: Buffer): Buffer {
  const setup = Buffer.alloc(1024);
  setup.writeUInt8(1, 0x1f1); // one sector of set-up after the first
  setup.writeUInt32LE(16, 0x248);
  setup.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([setup, Buffer.alloc(16, 0xff), payload]);
}

/** An ELF file with nothing but a note for PVH, made by the assembler. */
function pvhElf(dir: string): Buffer {
  const source = '.pushsection .note.Xen,"a",@note\n.long 4,8,18\n.asciz "Xen"\n.quad 0x1000000\n.popsection\n';
  writeFileSync(join(dir, 'note.s'), source);
  execFileSync('gcc', ['-c', 'note.s', '-o', 'note.o'], { cwd: dir });
  execFileSync('ld', ['-o', 'vmlinux', '-e', '0', 'note.o'], { cwd: dir });
  return readFileSync(join(dir, 'vmlinux'));
}

function kernelIn(dir: string, image: Buffer, buildId = 'sha256:0123456789abcdef0'): Kernel {
  const path = join(dir, 'bzImage');
  writeFileSync(path, image);
  return { release: '6.1.0', arch: 'x86_64', image: path, buildId, foundBy: '', modules: { kind: 'none' } };
}

const size = (data: Buffer) => {
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(data.length);
  return trailer;
};

test.each([
  ['gzip', ['-c'], false],
  ['xz', ['-c'], true],
  ['xz', ['--format=lzma', '-c'], true],
  ['zstd', ['-c', '-q'], true],
  ['bzip2', ['-c'], true],
] as const)('unpacks what %s %j has packed', async (program, args, trailer) => {
  const dir = temporaryDirectory();
  const elf = pvhElf(dir);
  const packed = execFileSync(program, args, { input: elf });
  const kernel = kernelIn(dir, bzImage(trailer ? Buffer.concat([packed, size(elf)]) : packed));
  const direct = await directBoot(kernel, environmentIn(dir));
  expect(direct).toHaveProperty('vmlinux');
  if ('vmlinux' in direct) expect(readFileSync(direct.vmlinux)).toEqual(elf);
});

test('the distribution’s kernel is unpacked once, and nothing half-written stays', async () => {
  const environment = environmentIn(temporaryDirectory());
  const { release } = await distributionKernel();
  const kernel = await findKernel({
    config: { entries: {}, warnings: [], deprecations: [] },
    environment,
    kernel: release,
  });
  const [first, second] = await Promise.all([directBoot(kernel, environment), directBoot(kernel, environment)]);
  expect(first).toHaveProperty('vmlinux');
  expect(second).toEqual(first);
  expect(readdirSync(join(environment.dirs.cache, 'vmlinux'))).toHaveLength(1);
});

test('an unknown compression is no error: the bzImage boots as well', async () => {
  const dir = temporaryDirectory();
  const kernel = kernelIn(dir, bzImage(Buffer.from('something new')));
  expect(await directBoot(kernel, environmentIn(dir))).toEqual({ obstacle: 'its compression is not known' });
});

test('the cache keeps the last four', async () => {
  const dir = temporaryDirectory();
  const environment = environmentIn(dir);
  const image = bzImage(execFileSync('gzip', ['-c'], { input: pvhElf(dir) }));
  mkdirSync(environment.dirs.cache, { recursive: true });
  for (const digit of '123456') await directBoot(kernelIn(dir, image, `sha256:${digit.repeat(20)}`), environment);
  const names = readdirSync(join(environment.dirs.cache, 'vmlinux'));
  expect(names).toHaveLength(4);
  expect(names).toContain(`6.1.0-${'6'.repeat(16)}`);
});
