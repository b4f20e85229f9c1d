import { describe, expect, it } from 'vitest';
import { mergeLocalConfig } from '../../src/lib/local-config.js';

const xfs = { fstyps: ['xfs'], given: [] };

describe('a configuration without sections', () => {
  it('keeps what is the user’s, and leaves out devices, directories and the file system', () => {
    const merged = mergeLocalConfig(
      'export TEST_DEV=/dev/sdb1\nTEST_DIR="/mnt/t"\n# SCRATCH_DEV is said below\n  SCRATCH_DEV = /dev/sdc\nFSTYP=ext4\nLOAD_FACTOR=2\n',
      xfs,
    );
    expect(merged.text).toContain('# SCRATCH_DEV is said below\nLOAD_FACTOR=2\n');
    expect(merged.text).not.toMatch(/^\s*(export )?(TEST_DEV|TEST_DIR|SCRATCH_DEV|FSTYP)\b/m);
    expect(merged.notes).toEqual(['left out, for Rapido sets them: TEST_DEV TEST_DIR SCRATCH_DEV FSTYP']);
  });

  it('gives way to settings of Rapido', () => {
    const merged = mergeLocalConfig('MKFS_OPTIONS=-b1024\nMOUNT_OPTIONS=-onoatime\n', {
      ...xfs,
      given: ['MKFS_OPTIONS'],
    });
    expect(merged.text).toBe('MOUNT_OPTIONS=-onoatime\n\n');
  });

  it('says nothing where it has left nothing out', () => {
    expect(mergeLocalConfig('LOAD_FACTOR=2', xfs)).toEqual({ text: 'LOAD_FACTOR=2\n', notes: [] });
  });
});

describe('a configuration with sections', () => {
  it('keeps those of the cut’s file system, with options of their own', () => {
    const source =
      '[xfs_4k]\nTEST_DEV=/dev/sda\nFSTYP=xfs\nMKFS_OPTIONS="-b size=4096"\n[xfs_1k]\nMKFS_OPTIONS="-b size=1024"\n';
    const merged = mergeLocalConfig(source, { ...xfs, given: ['MKFS_OPTIONS'] });
    expect(merged.text).toBe(
      '[xfs_4k]\nFSTYP=xfs\nMKFS_OPTIONS="-b size=4096"\n[xfs_1k]\nMKFS_OPTIONS="-b size=1024"\n\n',
    );
    expect(merged.notes).toEqual(['left out, for Rapido sets them: TEST_DEV']);
  });

  it('leaves out sections of other file systems; what is not theirs alone is carried on as `check` does', () => {
    const source =
      '[ext4]\nLOAD_FACTOR=3\nFSTYP=ext4\nMKFS_OPTIONS=-b1024\n[ext4_2]\nTIME_FACTOR=2\n[xfs-a]\nFSTYP="xfs" # mine\n[btrfs]\nFSTYP=btrfs\n';
    const merged = mergeLocalConfig(source, xfs);
    expect(merged.text).toBe('[xfs-a]\nLOAD_FACTOR=3\nTIME_FACTOR=2\nFSTYP="xfs" # mine\n');
    expect(merged.notes).toEqual([
      'the section ext4 is of ext4: not for this cut',
      'the section ext4_2 is of ext4: not for this cut',
      'the section btrfs is of btrfs: not for this cut',
    ]);
  });

  it('takes a section that names no file system for the cut’s', () => {
    expect(mergeLocalConfig('[a]\nMOUNT_OPTIONS=-onoatime', xfs).text).toBe('[a]\nMOUNT_OPTIONS=-onoatime\n');
  });
});
