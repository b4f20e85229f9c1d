import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Kernel } from '../../src/kernel/index.js';
import { blockedTasks } from '../../src/run/blocked-tasks.js';
import { cpuPlaces, readSymbols } from '../../src/run/cpu-places.js';
import { taintLetters } from '../../src/run/taint.js';
import { temporaryDirectory } from '../temporary.js';

test('blocked tasks, with where they wait', () => {
  const lines = [
    'sysrq: Show Blocked State',
    'task:mount           state:D stack:0     pid:312   ppid:1      flags:0x00004002',
    'Call Trace:',
    ' <TASK>',
    ' __schedule+0x34d/0xa00',
    ' schedule+0x5a/0xd0',
    ' ? usleep_range_state+0x90/0x90',
    ' foo_wait+0x11/0x20 [foo]',
    ' foo_read+0x11/0x20 [foo]',
    'task:kworker/u4:1    state:D stack:0     pid:7     ppid:2      flags:0x00004000',
    ' __schedule+0x34d/0xa00',
    'task:sleeps          state:S stack:0     pid:8     ppid:2      flags:0x00004000',
    ' bar+0x1/0x2',
  ];
  expect(blockedTasks([...lines, ...lines])).toEqual(['mount (312) in foo_wait', 'kworker/u4:1 (7)']);
});

const REGISTERS = `CPU#0
RAX=0000000000000000 RBX=0000000000000000
RIP=ffffffff81000105 RFL=00000246 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=1
CPU#1
RIP=ffffffffc0201010 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0
CPU#2
RIP=00007fb1c36454f0 RFL=00000046 [---Z-P-] CPL=3 II=0 A20=1 SMM=0 HLT=0
`;

test('where each CPU is: by symbols, by what the kernel said, else by address', async () => {
  const dir = temporaryDirectory();
  mkdirSync(dir, { recursive: true });
  const map = 'ffffffff81000000 T _text\nffffffff81000100 t idle\nffffffff81000180 D data\nffffffff81000200 T _etext\n';
  writeFileSync(join(dir, 'System.map'), map);
  const symbols = await readSymbols({ tree: { dir, source: dir } } as Kernel);
  const said = [
    'NMI backtrace for cpu 1',
    'CPU: 1 PID: 9 Comm: x',
    'RIP: 0010:foo_spin+0x5/0x10 [foo]',
    'RIP: 0033:0x7f',
  ];
  expect(cpuPlaces(REGISTERS, said, symbols)).toEqual([
    'CPU#0 in idle, idle',
    'CPU#1 in foo_spin',
    'CPU#2 at 00007fb1c36454f0',
  ]);
  expect(cpuPlaces(REGISTERS, [], undefined)[1]).toBe('CPU#1 at ffffffffc0201010');
});

test('taint by its letters', () => {
  expect([0, 1, 512, 4096 + 8192 + 128].map(taintLetters)).toEqual(['', 'P', 'W', 'DOE']);
});
