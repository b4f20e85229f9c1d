import { expect, it } from 'vitest';
import { findSplats } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

it('finds a warning, from its cut to its end', () => {
  const log = `
frob: ready
------------[ cut here ]------------
WARNING: CPU: 1 PID: 77 at drivers/frob/core.c:120 frob_start+0x1d/0x40 [frob]
Modules linked in: frob
CPU: 1 PID: 77 Comm: frobctl Not tainted 6.1.0 #1
RIP: 0010:frob_start+0x1d/0x40 [frob]
Call Trace:
 <TASK>
 frob_ioctl+0x22/0x90 [frob]
 __x64_sys_ioctl+0x8a/0xc0
 </TASK>
---[ end trace 0000000000000000 ]---
frob: started`;
  const splats = findSplats(recordsOf(log));
  expect(splats).toMatchObject([{ kind: 'warning', title: 'WARNING in frob_start', fatal: false, sequence: 1 }]);
  expect(splats[0]?.report.at(0)).toBe('[    1.001000] ------------[ cut here ]------------');
  expect(splats[0]?.report.at(-1)).toBe('[    1.011000] ---[ end trace 0000000000000000 ]---');
});
