import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine, type Machine, qemuArguments } from '../../src/qemu/argv.js';

const machine: Machine = {
  name: 'rapido1',
  accelerator: 'tcg',
  memory: 512 * 2 ** 20,
  cpus: 2,
  kernel: '/boot/vmlinuz',
  initrd: '/images/a b.img',
  append: ['console=ttyS0', 'panic=-1'],
  disks: [],
  nics: [],
  devices: ['virtio-balloon'],
  extraArgs: ['-s'],
  console: { kind: 'pipe' },
};

/** The values of an option, in order. */
const valuesOf = (args: string[], option: string) => args.flatMap((arg, i) => (arg === option ? [args[i + 1]] : []));

test('batch: four serial lines and QMP over inherited sockets, the user’s own arguments last', () => {
  const args = qemuArguments(machine);
  expect(valuesOf(args, '-serial')).toEqual(['console', 'control', 'output', 'data'].map((id) => `chardev:${id}`));
  expect(valuesOf(args, '-chardev')).toEqual(
    ['console,fd=3', 'control,fd=4', 'output,fd=5', 'data,fd=7', 'qmp,fd=6'].map((id) => `socket,id=${id}`),
  );
  expect(valuesOf(args, '-append')).toEqual(['console=ttyS0 panic=-1']);
  expect(args.slice(-3)).toEqual(['-device', 'virtio-balloon', '-s']);
});

test('the accelerator decides the CPU', () => {
  expect(valuesOf(qemuArguments(machine), '-cpu')).toEqual(['max,erms=off,fsrm=off']);
  expect(valuesOf(qemuArguments({ ...machine, accelerator: 'kvm' }), '-cpu')).toEqual(['host']);
});

test('interactive: the terminal is the console, with a log beside; commas in its path are doubled', () => {
  const args = qemuArguments({ ...machine, console: { kind: 'terminal', log: '/a,b/console.log' } });
  expect(valuesOf(args, '-chardev')[0]).toBe(
    'stdio,id=console,mux=on,signal=off,logfile=/a,,b/console.log,logappend=on',
  );
});

test('alone: nothing that another process would have to hold', () => {
  expect(qemuArguments({ ...machine, console: { kind: 'alone' } }).join(' ')).not.toContain('fd=');
});

test('for a debugger: a socket, and the CPUs stopped where it is to say when they start', () => {
  const gdb = { socket: '/run/a,b', wait: false };
  const args = qemuArguments({ ...machine, gdb });
  expect(valuesOf(args, '-chardev')).toContain('socket,id=gdb,path=/run/a,,b,server=on,wait=off');
  expect(valuesOf(args, '-gdb')).toEqual(['chardev:gdb']);
  expect(args).not.toContain('-S');
  expect(qemuArguments({ ...machine, gdb: { ...gdb, wait: true } })).toContain('-S');
});

test('disks by bus, each with its serial', () => {
  const disk = (bus: 'virtio' | 'nvme' | 'scsi') => ({
    serial: 'A,B',
    bus,
    readOnly: true,
    blockdev: { driver: 'raw', file: { driver: 'file', filename: '/x' } },
  });
  const args = qemuArguments({ ...machine, disks: [disk('virtio'), disk('nvme'), disk('scsi')] });
  expect(valuesOf(args, '-device')).toEqual([
    'virtio-rng-pci',
    'virtio-blk-pci,drive=disk0,serial=A,,B',
    'nvme,drive=disk1,serial=A,,B',
    'virtio-scsi-pci,id=scsi2',
    'scsi-hd,bus=scsi2.0,drive=disk2,serial=A,,B',
    'virtio-balloon',
  ]);
  expect(JSON.parse(valuesOf(args, '-blockdev')[0] ?? '')).toMatchObject({ 'node-name': 'disk0', 'read-only': true });
});

test('virtiofs: by the sockets of its servers, which share the memory', () => {
  const virtiofs = [
    { tag: 'TEST_DEV', socket: '/run/a,b' },
    { tag: 'b', socket: '/run/c' },
  ];
  const args = qemuArguments({ ...machine, virtiofs });
  expect(valuesOf(args, '-machine')).toEqual(['q35,memory-backend=memory']);
  expect(valuesOf(args, '-object')).toEqual(['memory-backend-memfd,id=memory,size=512M,share=on']);
  expect(valuesOf(args, '-chardev')).toContain('socket,id=virtiofs0,path=/run/a,,b');
  expect(valuesOf(args, '-device')).toContain('vhost-user-fs-pci,chardev=virtiofs0,tag=TEST_DEV');
  expect(valuesOf(args, '-device')).toContain('vhost-user-fs-pci,chardev=virtiofs1,tag=b');
  expect(valuesOf(qemuArguments({ ...machine, virtiofs: [] }), '-machine')).toEqual(['q35']);
});

test('the command line means the same to a shell', () => {
  const words = ['/images/a b.img', "it's", '$HOME', '', 'x=1,y', '*'];
  const line = commandLine('printf', ['%s\\n', ...words]);
  expect(execFileSync('sh', ['-c', line]).toString()).toBe(`${words.join('\n')}\n`);
});

test('a warm VM has its memory in a file: its own while it is saved, a copy of it when it is restored', () => {
  const memory = (share: string) => `memory-backend-file,id=memory,size=512M,mem-path=/proc/self/fd/9,share=${share}`;
  const saved = qemuArguments({ ...machine, warm: 'save' });
  const loaded = qemuArguments({ ...machine, warm: 'load' });
  expect([saved, loaded].map((args) => valuesOf(args, '-object'))).toEqual([[memory('on')], [memory('off')]]);
  expect([saved, loaded].map((args) => valuesOf(args, '-incoming'))).toEqual([[], ['defer']]);
  for (const args of [saved, loaded]) expect(valuesOf(args, '-device')).toContain('vmgenid,guid=auto');
  expect(valuesOf(qemuArguments(machine), '-device')).not.toContain('vmgenid,guid=auto');
});
