import { expect, test } from 'vitest';
import { isModuleFile, moduleName, orderedModules } from '../../src/kernel/module-names.js';

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
