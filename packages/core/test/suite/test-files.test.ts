import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TestFiles } from '../../src/suite/test-files.js';
import { TestLog } from '../../src/suite/test-log.js';
import { temporaryDirectory } from '../temporary.js';

const fileOf = (path: string, text = path) => ({ path, data: Buffer.from(text), size: text.length });

test('files are of the test that they are called after, under its condition', async () => {
  const bundle = temporaryDirectory();
  const log = new TestLog();
  const begin = (name: string, condition?: string) =>
    log.begin(condition === undefined ? { name } : { name, condition }, 'vm', 0);
  const attempts = [
    begin('generic/001', 'xfs_4k'),
    begin('generic/001', 'xfs_1k'),
    begin('generic/0'),
    begin('block/1'),
  ];
  const files = new TestFiles({ bundle, logs: 'vms/vm.2', warn: () => {} });
  const paths = ['xfs_4k/generic/001.full', 'generic/001.out.bad', 'generic/0/log', 'block/1.out', 'check.log'];
  for (const path of paths) files.keep(fileOf(path), attempts);
  files.keep(fileOf('check.log', 'again'), attempts);
  await files.end();
  expect(attempts.map(({ files }) => files)).toEqual([
    ['tests/xfs_4k/generic/001.full'],
    ['tests/generic/001.out.bad'],
    ['tests/generic/0/log'],
    ['tests/block/1.out'],
  ]);
  expect(readFileSync(join(bundle, 'vms/vm.2/tests/check.log'), 'utf8')).toBe('again');
  expect(readdirSync(join(bundle, 'tests/generic')).sort()).toEqual(['0', '001.out.bad']);
});

test('blktests calls directories after devices and conditions', async () => {
  const conditions = ['tr=tcp bd=device', 'tr=tcp bd=file', 'nvme0n1', 'nvme0n1 tr=tcp', 'vda vdb'];
  const log = new TestLog();
  const attempts = conditions.map((condition) => log.begin({ name: 'nvme/006', condition }, 'vm', 0));
  const files = new TestFiles({ bundle: temporaryDirectory(), logs: '', warn: () => {} });
  const directories = ['nodev_tr_tcp_bd_device', 'nodev_tr_tcp_bd_file', 'nvme0n1', 'nvme0n1_tr_tcp', 'vda_vdb'];
  for (const directory of directories) files.keep(fileOf(`${directory}/nvme/006.full`), attempts);
  await files.end();
  expect(attempts.map(({ files }) => files)).toEqual(directories.map((name) => [`tests/${name}/nvme/006.full`]));
});

test('no path of a guest leads out of the bundle, and one that cannot be is told of', async () => {
  const dir = temporaryDirectory();
  const warnings: string[] = [];
  const files = new TestFiles({ bundle: join(dir, 'bundle'), logs: '', warn: (text) => warnings.push(text) });
  for (const path of ['../../../up', '/absolute', 'a', 'a/b', `${'x'.repeat(300)}`]) files.keep(fileOf(path), []);
  await files.end();
  expect(readdirSync(dir)).toEqual(['bundle']);
  expect(readdirSync(join(dir, 'bundle/tests')).sort()).toEqual(['a', 'absolute', 'up']);
  expect(warnings).toHaveLength(2);
});
