import { appendFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageRecord } from '../../../src/image/types.js';
import { hostCpu, qemuStamp, type StateIdentity, stateKey } from '../../../src/run/warm/key.js';
import { temporaryDirectory } from '../../temporary.js';

const tap = (name: string) => ({ mac: '02:72:61:70:69:00', peer: { kind: 'tap', name } }) as const;

const identity: StateIdentity = {
  machine: {
    name: 'rapido1',
    accelerator: 'tcg',
    memory: 512 * 2 ** 20,
    cpus: 2,
    kernel: '/cache/vmlinux',
    initrd: '/images/a.img',
    append: ['console=ttyS0'],
    disks: [],
    nics: [tap('rapido-tap1')],
    devices: [],
    share: '/home/me',
    warm: 'save',
    extraArgs: [],
    console: { kind: 'pipe' },
  },
  disks: [{ serial: 'TEST', bus: 'virtio', readOnly: false, blockdev: { driver: 'null-co', size: 2 ** 30 } }],
  record: { digest: 'd1', cut: 'simple-example' } as unknown as ImageRecord,
  kernel: { buildId: 'b1', bootedBy: 'pvh' },
  qemu: '/usr/bin/qemu 1 2 3',
  cpu: '',
};

const of = (machine: Partial<StateIdentity['machine']>, more: Partial<StateIdentity> = {}) =>
  stateKey({ ...identity, ...more, machine: { ...identity.machine, ...machine } });
const disk = (more: object) => ({ disks: [{ ...identity.disks[0], ...more } as StateIdentity['disks'][number]] });

test('nothing that tells one VM from another, and no path of the host, makes another state', () => {
  const same = [
    of({ name: 'rapido7' }),
    of({ kernel: '/elsewhere/vmlinux', initrd: '/elsewhere/a.img' }),
    of({ nics: [tap('rapido-tap7')] }),
    of({ share: '/home/you' }),
    of({ warm: 'load', console: { kind: 'terminal', log: '/bundle/console.log' } }),
    of({ disks: [{ ...identity.disks[0], blockdev: { file: '/elsewhere/1' } } as StateIdentity['disks'][number]] }),
  ];
  expect(new Set(same)).toEqual(new Set([stateKey(identity)]));
});

test('whatever the guest can see makes another one', () => {
  const { share: _, ...shareless } = identity.machine;
  const others = [
    of({ memory: 2 ** 30 }),
    of({ cpus: 1 }),
    of({ accelerator: 'kvm' }),
    of({ append: ['console=ttyS0', 'debug'] }),
    of({ nics: [] }),
    of({ nics: [tap('a'), tap('b')] }),
    of({ nics: [{ mac: '02:72:61:70:69:00', peer: { kind: 'mesh', socket: '/s' } }] }),
    of({ keepMemory: true }),
    stateKey({ ...identity, machine: shareless }),
    of({}, disk({ serial: 'OTHER' })),
    of({}, disk({ bus: 'scsi' })),
    of({}, disk({ readOnly: true })),
    of({}, disk({ blockdev: { driver: 'null-co', size: 2 ** 31 } })),
    of({}, { record: { ...identity.record, digest: 'd2' } as unknown as ImageRecord }),
    of({}, { kernel: { buildId: 'b2', bootedBy: 'pvh' } }),
    of({}, { kernel: { buildId: 'b1', bootedBy: 'bzimage' } }),
    of({}, { qemu: '/usr/bin/qemu 1 2 4' }),
    of({}, { cpu: 'model: another' }),
  ];
  expect(new Set([...others, stateKey(identity)]).size).toBe(others.length + 1);
});

test('another QEMU in the same place is another one; the same by another name is not', async () => {
  const dir = temporaryDirectory();
  const [program, link] = [join(dir, 'qemu'), join(dir, 'link')];
  writeFileSync(program, 'one');
  symlinkSync(program, link);
  const stamp = await qemuStamp(program);
  expect(await qemuStamp(link)).toBe(stamp);
  appendFileSync(program, '+');
  const changed = await qemuStamp(program);
  writeFileSync(join(dir, 'new'), 'one+');
  renameSync(join(dir, 'new'), program);
  expect(new Set([stamp, changed, await qemuStamp(program)]).size).toBe(3);
});

test('under KVM the host’s CPU counts, but not what changes from moment to moment', async () => {
  const dir = temporaryDirectory();
  const cpuinfo = (mhz: string, flags: string) => {
    const path = join(dir, `cpuinfo ${mhz}`);
    writeFileSync(
      path,
      `vendor_id\t: A\nmodel name\t: B\ncpu MHz\t\t: ${mhz}\nflags\t\t: ${flags}\n\nvendor_id\t: A\n`,
    );
    return path;
  };
  const told = await hostCpu('kvm', cpuinfo('1000', 'fpu sse'));
  expect(told).toContain('fpu sse');
  expect(await hostCpu('kvm', cpuinfo('2000', 'fpu sse'))).toBe(told);
  expect(await hostCpu('kvm', cpuinfo('1000', 'fpu avx'))).not.toBe(told);
  expect(await hostCpu('tcg', cpuinfo('1000', 'fpu sse'))).toBe(await hostCpu('tcg', cpuinfo('1000', 'fpu avx')));
});
