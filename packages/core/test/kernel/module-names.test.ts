import { expect, test } from 'vitest';
import { isModuleFile, moduleName, orderedModules, placeInOrder } from '../../src/kernel/module-names.js';

test('a module is named after its file, compressed or not', () => {
  for (const end of ['', '.gz', '.xz', '.zst']) {
    expect(moduleName(`kernel/drivers/md/dm-mod.ko${end}`)).toBe('dm_mod');
    expect(isModuleFile(`./x.ko${end}`)).toBe(true);
  }
  expect(isModuleFile('xfs')).toBe(false);
  expect(isModuleFile('x.ko.bz2')).toBe(false);
});

test('modules.order of every age of kernel', () => {
  const paths = ['kernel/fs/xfs/xfs.ko', 'kernel/kernel/torture.ko'];
  expect(orderedModules('fs/xfs/xfs.o\nkernel/torture.o\n')).toEqual(paths);
  expect(orderedModules('fs/xfs/xfs.ko\nkernel/torture.ko\n')).toEqual(paths);
  expect(orderedModules('kernel/fs/xfs/xfs.ko\nkernel/kernel/torture.ko\n')).toEqual(paths);
  expect(orderedModules('kernel/torture.o\n')).toEqual(['kernel/kernel/torture.ko']);
  expect(orderedModules('')).toEqual([]);
});

test('the place of a module in a modules.order of any age', () => {
  for (const [text, prefix] of [
    ['lib/fs/xfs/xfs.o\nfs/xfs/xfs.o\nkernel/torture.o\n', ''],
    ['lib/fs/xfs/xfs.ko\nfs/xfs/xfs.ko\nkernel/torture.ko\n', ''],
    ['kernel/lib/fs/xfs/xfs.ko\nkernel/fs/xfs/xfs.ko\nkernel/kernel/torture.ko\n', 'kernel/'],
  ] as const) {
    expect(text.slice(placeInOrder(text, 'kernel/fs/xfs/xfs.ko')).split('\n')).toHaveLength(3);
    expect(placeInOrder(text, 'kernel/fs/xfs/xfs.ko.zst')).toBe(text.indexOf('\n') + 1 + prefix.length);
    expect(text.slice(placeInOrder(text, 'kernel/kernel/torture.ko')).split('\n')).toHaveLength(2);
    expect(placeInOrder(text, 'kernel/xfs/xfs.ko')).toBe(Number.POSITIVE_INFINITY);
    expect(placeInOrder(text, 'extra/torture.ko')).toBe(Number.POSITIVE_INFINITY);
  }
});
