import { describe, expect, it } from 'vitest';
import { endedIn, tell } from './transcript.js';
import { XFSTESTS } from './transcripts.js';

const found = (text: string) => endedIn('xfstests', text);

describe('what check of xfstests prints', () => {
  it('tells of each test what came of it, and why', () => {
    expect(found(XFSTESTS).map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ['generic/001', 'pass', undefined],
      ['generic/002', 'pass', undefined],
      ['generic/003', 'skip', 'this needs a log device'],
      ['generic/004', 'fail', 'output mismatch'],
      ['generic/005', 'fail', 'exit status 1, output mismatch'],
      ['generic/006', 'fail', 'something found in dmesg'],
      ['generic/007', 'fail', 'filesystem on /dev/zram0 is inconsistent'],
      ['generic/008', 'skip', 'expunged'],
      ['generic/009-a-name', 'fail', 'dumped core'],
      ['generic/010', 'fail', 'no qualified output'],
      ['generic/1011', 'fail', 'something else is wrong'],
      ['xfs/013', 'pass', undefined],
    ]);
  });

  it('has the difference and the hints of a failure, and no seconds, which are whole ones', () => {
    const failed = found(XFSTESTS).find(({ name }) => name === 'generic/004');
    expect(failed?.output).toMatch(/^- output mismatch .*\n {4}--- tests.*\n {4}-_expected: one\n.*\n\nA hint: .*\.$/s);
    expect(found(XFSTESTS).filter(({ seconds }) => seconds !== undefined)).toEqual([]);
  });

  it('tells that a test begins before its line has ended', () => {
    for (const line of ['generic/001       ', 'generic/001 3s ... ', 'generic/001        [12:00:00]']) {
      expect(tell('xfstests', [line], { ended: false }), line).toEqual(['begin generic/001']);
    }
    const none = ['generic/001', 'generic/001 3s ..', 'generic/001 - unknown test', 'Ran: generic/001       '];
    for (const line of [...none, 'generic/001\x1b[       ']) {
      expect(tell('xfstests', [line], { ended: false }), line).toEqual([]);
    }
  });

  it('has a test ended as soon as it passed, and never one of which nothing more was said', () => {
    expect(tell('xfstests', ['generic/001        3s\n'], { ended: false })).toHaveLength(2);
    expect(tell('xfstests', ['generic/001       '])).toEqual(['begin generic/001']);
    expect(tell('xfstests', ['generic/001       [failed, exit status 1]'])[1]).toMatchObject({ status: 'fail' });
  });

  it('takes the section for the condition', () => {
    const text = ['a', 'b-2'].map(
      (name) => `SECTION       -- ${name}\nFSTYP         -- xfs\n\ngeneric/001        1s\n`,
    );
    const summary = 'SECTION       -- a\n=========================\nRan: generic/001\nPassed all 1 tests\n';
    expect(found(`${text.join('')}${summary}`)).toEqual([
      { name: 'generic/001', condition: 'a', status: 'pass' },
      { name: 'generic/001', condition: 'b-2', status: 'pass' },
    ]);
  });

  it('understands times of day', () => {
    const text = `generic/001       [12:00:00] [12:00:05] 5s
generic/002 4s ... [12:00:05] [12:00:06] [not run]
\tgeneric/002 -- no such feature
generic/003       [12:00:05] [12:00:07]- output mismatch (see /r/generic/003.out.bad)
`;
    expect(found(text).map(({ status, reason }) => [status, reason])).toEqual([
      ['pass', undefined],
      ['skip', 'no such feature'],
      ['fail', 'output mismatch'],
    ]);
  });

  it('understands a test whose own output is shown', () => {
    const text =
      'generic/001       Output of 001\nfine: 3s\n 2s\ngeneric/002       Output of 002\n[failed, exit status 1]\n';
    expect(found(text).map(({ name, status }) => [name, status])).toEqual([
      ['generic/001', 'pass'],
      ['generic/002', 'fail'],
    ]);
  });

  it('does not mistake messages of the kernel between for anything', () => {
    const message = '[   12.345678] generic/002        9s';
    const text = `${message}\ngeneric/001       ${message}\n${message}\n 3s\n${message}\n<4>[   13.000000][ T12] no\n`;
    expect(tell('xfstests', [text])).toEqual(['begin generic/001', { name: 'generic/001', status: 'pass' }]);
  });

  it('has every run of a test that is repeated', () => {
    const text = 'generic/001        1s\nRan: generic/001\n\ngeneric/001 1s ...  1s\n';
    expect(found(text)).toHaveLength(2);
    const loop = 'generic/001 aggregate results across 2 runs: pass=1 (50.0%), fail=1 (50.0%)';
    expect(tell('xfstests', [`generic/001       no qualified output\n${loop}\n`]).at(-1)).toBe(`said ${loop}`);
  });

  it('makes nothing of a list, nor a result of a test that was interrupted', () => {
    expect(tell('xfstests', ['generic/001\ngeneric/002\n'])).toEqual(['said generic/001', 'said generic/002']);
    expect(found('generic/001       Ran: generic/001\nInterrupted!\nPassed all 1 tests\n')).toEqual([]);
    expect(found('generic/001       Interrupted!\nPassed all 1 tests\n')).toEqual([]);
  });

  it('takes a test for failed that has ended without a word', () => {
    const failed = { name: 'generic/001', status: 'fail', reason: 'failed without a word of why' };
    expect(found('generic/001       \ngeneric/002        1s\n')[0]).toEqual(failed);
    expect(found('generic/001       \n')).toEqual([failed]);
    // Its line may go on.
    expect(found('generic/001       [    1.000000] x\n')).toEqual([]);
  });

  it('says what is no test', () => {
    const complaints = [
      'Group "nothing" is empty or not defined?',
      'xfs/1 - unknown test, ignored',
      'xfs/002 - no such test?',
    ];
    expect(tell('xfstests', [`${complaints.join('\n')}\n`])).toEqual(complaints.map((line) => `said ${line}`));
  });
});
