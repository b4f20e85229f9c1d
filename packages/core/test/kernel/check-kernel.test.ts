import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RapidoError } from '../../src/errors.js';
import { checkKernel, type Kernel, type ModuleClosure, RAPIDO_CONFIG } from '../../src/kernel/index.js';
import { kernelConfig } from '../../src/kernel/kernel-config.js';
import { temporaryDirectory } from '../temporary.js';
import { distributionKernel, makeBuildTree } from './build-tree.js';
import { find } from './fixtures.js';

const distribution = await distributionKernel();

const lacking = (...missing: string[]): ModuleClosure => ({ files: [], load: [], builtin: [], missing });

function problem(kernel: Kernel, modules: ModuleClosure, config: readonly string[] = []): RapidoError {
  try {
    checkKernel(kernel, { modules, config });
  } catch (error) {
    if (RapidoError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing was found to be missing.');
}

test("the distribution's kernel has what Rapido needs", async () => {
  const kernel = await find(temporaryDirectory(), { root: '/', kernel: distribution.release });
  checkKernel(kernel, { modules: lacking(), config: ['CONFIG_XFS_FS', 'CONFIG_XFS_FS=m', 'CONFIG_NR_CPUS>=2'] });
});

test('everything that is missing is one error, with a fragment that brings it', async () => {
  const cwd = temporaryDirectory();
  const { dir } = await makeBuildTree(cwd, {
    shape: 'O=',
    config: {
      CONFIG_DEVTMPFS: undefined,
      CONFIG_SERIAL_8250_RUNTIME_UARTS: '2',
      CONFIG_ZRAM: undefined,
      CONFIG_BCACHEFS_FS: undefined,
    },
  });
  const kernel = await find(cwd, { kernel: dir });
  const needs = [
    'CONFIG_BCACHEFS_FS',
    'CONFIG_ZRAM_DEF_COMP="lzo"',
    'CONFIG_KASAN=n',
    'CONFIG_XFS_FS=n',
    'CONFIG_NOT_THERE',
  ];
  const error = problem(kernel, lacking('zram', 'bcachefs', 'unheard_of', 'xfs'), needs);
  expect(error).toMatchObject({ code: 'ERR_RAPIDO_KERNEL_UNTESTABLE', exitCode: 125 });
  expect(error.message).toContain(
    'zram (CONFIG_ZRAM), bcachefs (CONFIG_BCACHEFS_FS), unheard_of, xfs (CONFIG_XFS_FS=m, but',
  );
  expect(error.message).toContain('CONFIG_DEVTMPFS=y (is not set)');
  expect(error.message).toContain('CONFIG_SERIAL_8250_RUNTIME_UARTS>=4 (is 2)');
  const lines = error.hint?.split('\n') ?? [];
  expect(lines.slice(lines.indexOf("cat >rapido.config <<'END'") + 1, lines.indexOf('END'))).toEqual([
    'CONFIG_ZRAM=m',
    'CONFIG_BCACHEFS_FS=m',
    'CONFIG_DEVTMPFS=y',
    'CONFIG_SERIAL_8250_RUNTIME_UARTS=4',
    'CONFIG_ZRAM_DEF_COMP="lzo"',
    '# CONFIG_XFS_FS is not set',
    'CONFIG_NOT_THERE=y',
  ]);
});

test.for(['in-tree', 'O='] as const)('%s: the commands can be pasted, and merge what is missing', async (shape) => {
  const cwd = temporaryDirectory();
  const tree = await makeBuildTree(cwd, { shape, config: { CONFIG_DEVTMPFS: undefined } });
  const scripts = join(tree.source, 'scripts/kconfig');
  await mkdir(scripts, { recursive: true });
  await writeFile(join(scripts, 'merge_config.sh'), '#!/bin/sh\n[ "$1" = -m ] && cat "$3" >>"$2"\n');
  await chmod(join(scripts, 'merge_config.sh'), 0o755);
  await writeFile(
    join(tree.dir, 'Makefile'),
    'olddefconfig:\n\ttouch checked\nall:\n\ttouch built\n.DEFAULT_GOAL := all\n',
  );
  const { hint } = problem(await find(cwd, { kernel: tree.dir }), lacking());
  const commands = hint?.split('\n').slice(1).join('\n') ?? '';
  execFileSync('sh', ['-ec', commands], { cwd: '/', stdio: 'pipe' });
  const config = kernelConfig(await readFile(join(tree.dir, '.config'), 'utf8'));
  expect(config.get('CONFIG_DEVTMPFS')).toBe('y');
  for (const name of ['checked', 'built']) expect(await readFile(join(tree.dir, name), 'utf8')).toBe('');
});

test('configured modules that are not there are to be built, and installed where they were looked for', async () => {
  const cwd = temporaryDirectory();
  const { dir } = await makeBuildTree(cwd);
  const kernel = await find(cwd, { kernel: dir });
  expect(problem(kernel, lacking('xfs')).hint).toBe(`Build it: make -C '${dir}' -j$(nproc)`);
  const modules = { kind: 'installed', dir: `/mods/lib/modules/${kernel.release}` } as const;
  expect(problem({ ...kernel, modules }, lacking('xfs')).hint).toContain('modules_install INSTALL_MOD_PATH=/mods');
});

test('an installed kernel cannot be mended, but another can be named', async () => {
  const kernel = await find(temporaryDirectory(), { root: '/', kernel: distribution.release });
  const error = problem(kernel, lacking('ntfs3', './gone.ko'));
  expect(error.hint).toContain('--kernel DIR|RELEASE');
  expect(error.hint).toContain('CONFIG_NTFS3_FS=m');
  expect(error.message).toContain('./gone.ko');
});

test('without a configuration only modules are checked', async () => {
  const { config, ...kernel } = await find(temporaryDirectory(), { root: '/', kernel: distribution.release });
  expect(config).toBeDefined();
  checkKernel(kernel, { modules: lacking(), config: ['CONFIG_NOT_THERE'] });
  expect(problem(kernel, lacking('zram')).message).toContain('zram (CONFIG_ZRAM)');
});

test('what Rapido needs is well formed', () => {
  for (const need of RAPIDO_CONFIG) expect(need).toMatch(/^CONFIG_\w+(=y|>=\d+)$/);
});
