import { describe, expect, it } from 'vitest';
import { testLabel } from '../../../src/suite/test-id.js';
import { endedIn, tell } from './transcript.js';
import { BLKTESTS } from './transcripts.js';

describe('what check of blktests prints', () => {
  it('tells of each test what came of it, how long it took, and why', () => {
    const found = endedIn('blktests', BLKTESTS);
    expect(found.map((test) => [testLabel(test), test.status, test.seconds, test.reason])).toEqual([
      ['block/001', 'pass', 1.5, undefined],
      ['block/002', 'skip', 0.01, 'driver nothing is not there; kernel option NOTHING has not been enabled'],
      ['nvme/003 (tr=loop bd=file)', 'fail', 2.25, 'output mismatch'],
      ['nvme/004 (nvme0n1 tr=tcp)', 'fail', 3, 'something found in dmesg'],
      ['scsi/005 (sda sdb)', 'fail', 0.5, 'exited with status 1'],
      ['srp/***', 'skip', undefined, 'no such module'],
      ['zbd/*** (nullb0)', 'skip', undefined, 'not zoned'],
    ]);
    expect(found[2]?.output).toMatch(/^--- tests\/nvme.*\n@@ -1,2 \+1,1 @@\n Running nvme\/003\n-Test complete\n/s);
    expect(found[3]?.output).toContain('\n[   12.345678] run blktests');
  });

  it('tells as each begins, also of one that never ends', () => {
    const begun = tell('blktests', [BLKTESTS]).filter((told) => typeof told === 'string');
    expect(begun[0]).toBe('begin block/001');
    expect(begun.at(-1)).toBe('begin meta/001');
    expect(begun).toHaveLength(6);
  });

  it('has a test ended as soon as it passed', () => {
    const text = 'block/001 (x)   \nblock/001 (x)    [passed]\n    runtime    ...  1s\n';
    expect(tell('blktests', [text], { ended: false })).toHaveLength(2);
  });

  it('understands what is printed on a terminal', () => {
    const text =
      'loop/001 (a b)   \r\n\x1b[1Aloop/001 (a b)    [\x1b[31mfailed\x1b(B\x1b[m]\r\n    runtime    ...  1s\r\n';
    expect(endedIn('blktests', text)).toEqual([{ name: 'loop/001', status: 'fail', seconds: 1, reason: 'failed' }]);
  });

  it('tells a condition from a description with parentheses', () => {
    const heads = {
      'a/001 (x (y) z)': 'a/001',
      'a/001 (c (d)) (x (y))': 'a/001 (c (d))',
      'a/001': 'a/001',
      'a/001 ((x) (y))': 'a/001',
    };
    for (const [head, label] of Object.entries(heads)) expect(tell('blktests', [head])).toEqual([`begin ${label}`]);
  });

  it('keeps apart what others print, and leaves out what the kernel does', () => {
    const noise = 'rmmod: ERROR: Module x is in use';
    const text = `block/001 (x)\n${noise}\n[    1.000000] y\nblock/001 (x)  [failed]\n[    1.000000] y\n    runtime  ...  2s\n    exited with status 3\n`;
    expect(tell('blktests', [text])).toEqual([
      'begin block/001',
      `said ${noise}`,
      {
        ...{ name: 'block/001', status: 'fail', seconds: 2 },
        reason: 'exited with status 3',
        output: 'exited with status 3',
      },
    ]);
    expect(tell('blktests', ['./check: no group or test named x\n'])).toEqual([
      'said ./check: no group or test named x',
    ]);
  });
});
