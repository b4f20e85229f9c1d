import { expect, test } from 'vitest';
import { consoleRecords, formatRecord, isKmsgLine, parseKernelLogLine, parseKmsg } from '../../src/kernel-log/index.js';

test('a line of /dev/kmsg is a record', () => {
  expect(parseKmsg('6,339,5140900,-;NET: Registered protocol family 10')).toEqual({
    ...{ sequence: 339, time: 5140900, level: 6, facility: 0 },
    text: 'NET: Registered protocol family 10',
  });
  expect(parseKmsg('12,340,5690716,-,caller=T1;a;b')).toMatchObject({
    level: 4,
    facility: 1,
    caller: 'T1',
    text: 'a;b',
  });
  expect(parseKmsg('4,1,2,c,caller=C12;')).toMatchObject({ caller: 'C12', text: '' });
});

test('bytes that are not printable are told from text that looks like them', () => {
  expect(parseKmsg('6,1,2,-;a\\x0ab \\x5cx41 \\xc3\\xa4')?.text).toBe('a\nb \\x41 ä');
});

test.each([' SUBSYSTEM=pci', 'step 1 begin', '6,1,2;text', '', '-1,2,3,-;x'])('%j is no record', (line) => {
  expect(parseKmsg(line)).toBeUndefined();
});

test('lines of the log are told from messages by their first character', () => {
  expect(['6,1,2,-;x', ' DEVICE=+pci:0'].map(isKmsgLine)).toEqual([true, true]);
  expect(['hello 2 6.1', 'off', ''].map(isKmsgLine)).toEqual([false, false, false]);
});

test('kernel.log is what dmesg -x prints, a line of text each, and can be read back', () => {
  const record = { sequence: 1, time: 1234567, level: 4, facility: 0, text: 'one\n  two' };
  expect(formatRecord(record)).toBe('kern  :warn  : [    1.234567] one\nkern  :warn  : [    1.234567]   two\n');
  expect(parseKernelLogLine('kern  :warn  : [    1.234567]   two')).toEqual({
    ...{ time: 1.234567, facility: 'kern', level: 'warn', text: '  two' },
  });
  expect(parseKernelLogLine('something else')).toBeUndefined();
});

test('of a console, what came after the last record; what has no time is none of the kernel', () => {
  const console = [
    '[    1.000000] old',
    '[    2.000000] the last that was sent',
    'a shell prints this',
    '[    2.000001] new',
    '[    3.000000][   T12] with its caller',
    'the guest prin[    4.000000] in the middle of a line',
    'about [5.000000] and [    6.000000]nothing of the kernel',
  ].join('\r\n');
  expect(consoleRecords(console, { sequence: 7, time: 2_000_000 })).toEqual([
    { sequence: 8, time: 2_000_001, level: 0, facility: 0, text: 'new' },
    { sequence: 9, time: 3_000_000, level: 0, facility: 0, caller: 'T12', text: 'with its caller' },
    { sequence: 10, time: 4_000_000, level: 0, facility: 0, text: 'in the middle of a line' },
  ]);
});
