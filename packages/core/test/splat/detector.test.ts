import { expect, it } from 'vitest';
import type { KernelRecord } from '../../src/kernel-log/types.js';
import { findSplats, type Splat, SplatDetector } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

const LOG = `
frob: ready
------------[ cut here ]------------
WARNING: CPU: 1 PID: 77 at drivers/frob/core.c:120 __frob_start+0x1d/0x40 [frob]
Modules linked in: frob
CPU: 1 PID: 77 Comm: frobctl Not tainted 6.1.0 #1
Call Trace:
 <TASK>
 frob_ioctl+0x22/0x90 [frob]
 __x64_sys_ioctl+0x8a/0xc0
 </TASK>
---[ end trace 0000000000000000 ]---
frob: started`;

it('finds a report, from its first line to its last', () => {
  const [splat, ...others] = findSplats(recordsOf(LOG));
  expect(others).toEqual([]);
  expect(splat).toMatchObject({ kind: 'warning', title: 'WARNING in __frob_start', fatal: false });
  expect(splat).toMatchObject({ sequence: 1, time: 1_001_000 });
  expect(splat?.report.at(0)).toBe('[    1.001000] ------------[ cut here ]------------');
  expect(splat?.report.at(-1)).toBe('[    1.010000] ---[ end trace 0000000000000000 ]---');
});

it('tells of it when it begins and when it is whole', () => {
  const { events, push, detector } = listen();
  push(recordsOf(LOG).slice(0, 3));
  expect(events).toEqual(['begun WARNING in __frob_start, 2 lines']);
  push(recordsOf(LOG).slice(3, 10));
  expect(events).toHaveLength(1);
  push(recordsOf(LOG).slice(10, 11));
  expect(events.slice(1)).toEqual(['ended WARNING in __frob_start, 10 lines']);
  detector.end();
  expect(events).toHaveLength(2);
});

it('tells of one that is not whole at the end', () => {
  const { events, push, detector } = listen();
  push(recordsOf(LOG).slice(0, 8));
  detector.end();
  expect(events.slice(1)).toEqual(['ended WARNING in __frob_start, 7 lines']);
  detector.end();
  expect(events).toHaveLength(2);
});

it('betters a title by what comes later', () => {
  const { events, push } = listen();
  push(recordsOf('BUG: kernel NULL pointer dereference, address: 0000000000000000\nOops: 0000 [#1] SMP'));
  push(recordsOf('RIP: 0010:frob_reap+0x2b/0x90\n---[ end trace 0 ]---\nfrob: behind'));
  expect(events).toEqual([
    'begun BUG: unable to handle kernel NULL pointer dereference, 1 lines',
    'ended BUG: unable to handle kernel NULL pointer dereference in frob_reap, 4 lines',
  ]);
});

it('takes the lines of a record one by one', () => {
  const [record] = recordsOf('');
  const text = LOG.trim();
  const splats = findSplats([{ ...(record as KernelRecord), text }]);
  expect(splats).toMatchObject([{ title: 'WARNING in __frob_start', sequence: 0 }]);
  expect(splats[0]?.report).toHaveLength(10);
});

it.each([
  ['INFO: lockdep is turned off.'],
  ['Disabling lock debugging due to kernel taint'],
  ['WARNING: possible recursive locking detected'],
  ['BUG: MAX_LOCKDEP_CHAINS too low!'],
])('tells once that lockdep is off: %s', (line) => {
  const { events, push } = listen();
  push(recordsOf(`frob: before\n${line}\n${line}\nINFO: lockdep is turned off.`));
  expect(events.filter((event) => event.startsWith('lockdep'))).toEqual(['lockdep off at 1']);
});

it.each([['WARNING: suspicious RCU usage'], ['WARNING: CPU: 0 PID: 1 at a.c:1 frob_start+0x1/0x2']])(
  'does not say so for: %s',
  (line) => {
    const { events, push } = listen();
    push(recordsOf(line));
    expect(events).toHaveLength(1);
  },
);

function listen() {
  const events: string[] = [];
  const note = (what: string, { title, report }: Splat) => events.push(`${what} ${title}, ${report.length} lines`);
  const detector = new SplatDetector({
    begun: (splat) => note('begun', splat),
    ended: (splat) => note('ended', splat),
    lockdepOff: (record) => events.push(`lockdep off at ${record.sequence}`),
  });
  const push = (records: readonly KernelRecord[]) => {
    for (const record of records) detector.push(record);
  };
  return { events, push, detector };
}
