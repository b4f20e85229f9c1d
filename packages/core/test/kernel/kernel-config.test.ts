import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { kernelConfig, readKernelConfig } from '../../src/kernel/kernel-config.js';
import { temporaryDirectory } from '../temporary.js';

test('set symbols are read, strings without their quotes', () => {
  const text = [
    '# Linux/x86 6.1.0 Kernel Configuration',
    'CONFIG_XFS_FS=m',
    '# CONFIG_BTRFS_FS is not set',
    'CONFIG_LOCALVERSION="-a \\"b\\" \\\\c"',
    'CONFIG_NR_CPUS=64\r',
    'CONFIG_EMPTY=""',
    'CONFIG_PHYSICAL_START=0x1000000',
  ].join('\n');
  const values = {
    CONFIG_XFS_FS: 'm',
    CONFIG_BTRFS_FS: undefined,
    CONFIG_BTRFS: undefined,
    FIG_XFS_FS: undefined,
    CONFIG_LOCALVERSION: '-a "b" \\c',
    CONFIG_NR_CPUS: '64',
    CONFIG_EMPTY: '',
    CONFIG_PHYSICAL_START: '0x1000000',
  };
  const config = kernelConfig(text);
  for (const [symbol, value] of Object.entries(values)) expect(config.get(symbol), symbol).toBe(value);
  expect(kernelConfig(`${text}\n`).digest).not.toBe(config.digest);
  expect(kernelConfig('CONFIG_FIRST=y').get('CONFIG_FIRST')).toBe('y');
});

test('the first configuration that there is counts, packed or not', async () => {
  const dir = temporaryDirectory();
  const [missing, packed, plain] = ['missing', 'config.gz', 'config'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(packed, gzipSync('CONFIG_A=y\n'));
  await writeFile(plain, 'CONFIG_B=y\n');
  const fromPacked = await readKernelConfig([missing, packed, plain]);
  const fromPlain = await readKernelConfig([missing, plain, packed]);
  expect(fromPacked?.get('CONFIG_A')).toBe('y');
  expect(fromPlain?.get('CONFIG_B')).toBe('y');
  expect([fromPacked?.file, fromPlain?.file]).toEqual([undefined, plain]);
  expect(await readKernelConfig([missing])).toBeUndefined();
});
