import { describe, expect, it } from 'vitest';
import { memoryText, mergeVmNeeds } from '../../src/manifest/vm-needs.js';

describe('mergeVmNeeds', () => {
  it('of nothing is nothing', () => {
    expect(mergeVmNeeds()).toEqual({});
    expect(mergeVmNeeds({}, { network: false })).toEqual({});
  });

  it('takes the larger memory and number of CPUs, whatever their units', () => {
    expect(mergeVmNeeds({ memory: '2G', cpus: 1 }, { memory: '1536M', cpus: 4 }, { cpus: 2 })).toEqual({
      memory: '2G',
      cpus: 4,
    });
    expect(mergeVmNeeds({ memory: '1G' }, { memory: '1025M' })).toEqual({ memory: '1025M' });
  });

  it('joins lists, in which a disk or a kernel parameter counts once', () => {
    const disk = { serial: 'TEST', size: '1G' };
    expect(
      mergeVmNeeds(
        { append: ['a', 'b'], disks: [disk], devices: ['x'], virtiofs: ['t'] },
        {
          virtiofs: ['t', 'u'],
          append: ['b', 'c'],
          disks: [{ ...disk }, { serial: 'SCRATCH' }],
          devices: ['x'],
          network: true,
        },
      ),
    ).toEqual({
      append: ['a', 'b', 'c'],
      disks: [disk, { serial: 'SCRATCH' }],
      devices: ['x', 'x'],
      network: true,
      virtiofs: ['t', 'u'],
    });
  });

  it.each([
    [{ serial: 'has space' }, 'is no serial'],
    [{ serial: 'x'.repeat(21) }, 'is no serial'],
    [{ serial: 'X', size: 'lots' }, 'has the size "lots"'],
  ])('refuses the disk %j', (disk, why) => {
    expect(() => mergeVmNeeds({ disks: [disk] })).toThrow(why);
  });

  it('takes for a disk what QEMU is to be told', () => {
    const disk = {
      serial: 'X',
      readOnly: true,
      blockdev: { driver: 'rbd', server: [{ host: '::1' }], user: undefined },
    } as const;
    expect(mergeVmNeeds({ disks: [disk] })).toEqual({ disks: [disk] });
  });

  const loop: Record<string, unknown> = { driver: 'rbd' };
  loop['file'] = loop;
  it.each<[string, unknown, string]>([
    ['is a text', 'rbd', 'is no object of JSON'],
    ['is a list', [{ driver: 'rbd' }], 'is no object of JSON'],
    ['has a function', { driver: 'rbd', pool: () => 'rbd' }, 'is no object of JSON'],
    ['has a date', { driver: 'rbd', file: { at: new Date(0) } }, 'is no object of JSON'],
    ['has a number that is none', { driver: 'null-co', size: Number.NaN }, 'is no object of JSON'],
    ['contains itself', loop, 'is no object of JSON'],
    ['has no driver', { pool: 'rbd' }, 'names no driver'],
    ['has a driver that is no text', { driver: 7 }, 'names no driver'],
    ['says what the disk says', { driver: 'rbd', 'read-only': true }, 'has "read-only"'],
  ])('refuses a disk whose blockdev %s', (_, blockdev, why) => {
    const disk = { serial: 'X', blockdev: blockdev as Record<string, unknown> };
    expect(() => mergeVmNeeds({ disks: [disk] })).toThrow(`the blockdev of the disk "X" ${why}`);
  });

  it('refuses a size where a blockdev says what the disk is', () => {
    const disk = { serial: 'X', size: '1G', blockdev: { driver: 'rbd' } };
    expect(() => mergeVmNeeds({ disks: [disk] })).toThrow('has a size');
  });

  it('refuses two different disks of one serial', () => {
    const disks = [{ serial: 'X', size: '1G' }];
    expect(() => mergeVmNeeds({ disks }, { disks: [{ serial: 'X', size: '2G' }] })).toThrow('two different disks');
  });

  it.each([{ memory: '12' }, { memory: '1.0001M' }, { memory: '0M' }, { cpus: 1.5 }])('refuses %j', (needs) => {
    expect(() => mergeVmNeeds(needs)).toThrow(/is not/);
  });
});

it('memory is written in its largest whole unit', () => {
  expect(['1024M', '1.5G', '2g', '512MiB'].map(memoryText)).toEqual(['1G', '1536M', '2G', '512M']);
});
