import { describe, expect, it } from 'vitest';
import { endedIn, tell } from './transcript.js';
import { KTAP, KUNIT, TAP } from './transcripts.js';

const shown = (format: 'tap' | 'ktap', text: string) =>
  endedIn(format, text).map(({ name, status, reason }) => [name, status, ...(reason === undefined ? [] : [reason])]);

describe('TAP', () => {
  it('tells of points, directives and parts of tests', () => {
    expect(shown('tap', TAP)).toEqual([
      ['plain', 'pass'],
      ['broken # not a directive', 'fail'],
      ['# skipped', 'skip', 'no hardware'],
      ['later', 'skip', 'expected to fail: write it'],
      ['whole/one', 'pass'],
      ['whole/two', 'fail'],
      ['named afterwards/early', 'pass'],
      ['named afterwards/early #2', 'pass'],
      ['unnamed', 'pass'],
      ['8', 'skip', 'skipped'],
    ]);
  });

  it('has what is said of a failure, and how long it took', () => {
    const [, broken] = endedIn('tap', TAP);
    expect(broken).toMatchObject({ seconds: 1.5005 });
    expect(broken?.output).toBe('message: it is not so\nduration_ms: 1500.5\nnested:\n  ok: 1\nand a remark');
  });

  it('says that it bailed out, that tests are missing, and what is no TAP', () => {
    expect(tell('tap', [TAP])).toEqual(expect.arrayContaining(['said Bail out! no more', 'wrong Bail out! no more']));
    expect(tell('tap', ['1..3\nok\nprove: not found\n'])).toEqual([
      { name: 'unnamed', status: 'pass' },
      'said prove: not found',
      'said 3 tests were planned, 1 have ended.',
      'wrong 3 tests were planned, 1 have ended',
    ]);
    const two = '1..2\nok 1\nok 2\n1..1\nok 1\n';
    expect(tell('tap', [two]).filter((told) => typeof told === 'string')).toEqual([]);
    expect(tell('tap', ['okay\nok\n1..1\n'])).toEqual(['said okay', { name: 'unnamed', status: 'pass' }]);
  });

  it('has one test where a program skips all of its own', () => {
    expect(shown('tap', '1..0 # SKIP no such device\n')).toEqual([['all tests', 'skip', 'no such device']]);
    expect(shown('ktap', 'KTAP version 1\n1..0 # skipped\n')).toEqual([['all tests', 'skip', 'skipped']]);
    expect(tell('tap', ['1..0\n'])).toEqual([]);
  });

  it('has a whole that failed though no part did, and parts without a whole', () => {
    expect(shown('tap', '    ok 1 - part\nnot ok 1 - whole\n')).toEqual([
      ['part', 'pass'],
      ['whole', 'fail'],
    ]);
    const text = '# Subtest: whole\n    1..2\n    ok 1 - part\nnot ok 1 - whole\n';
    expect(shown('tap', `1..1\n${text}`)).toEqual([
      ['whole/part', 'pass'],
      ['whole', 'fail'],
    ]);
    expect(shown('tap', 'ok 1 - first\n    ok 1 - part\n')).toEqual([
      ['first', 'pass'],
      ['part', 'pass'],
    ]);
  });

  it('goes on behind a YAML block that never ended', () => {
    expect(shown('tap', 'not ok 1 - a\n  ---\n  ok 2 - b\nok 3 - c\n')).toEqual([
      ['a', 'fail'],
      ['c', 'pass'],
    ]);
  });
});

describe('KTAP', () => {
  it('tells of programs of kselftest as they begin, and of their parts', () => {
    const told = tell('ktap', [KTAP]);
    expect(told.filter((entry) => typeof entry === 'string')).toEqual(
      ['a', 'b', 'c'].map((name) => `begin selftests: net: ${name}.sh`),
    );
    expect(shown('ktap', KTAP)).toEqual([
      ['selftests: net: a.sh/first', 'pass'],
      ['selftests: net: a.sh/second', 'fail'],
      ['selftests: net: a.sh/third', 'skip', 'expected to fail: known'],
      ['selftests: net: a.sh', 'fail', 'exit=1'],
      ['selftests: net: b.sh', 'skip', 'skipped'],
      ['selftests: net: c.sh', 'fail', 'timeout: 45 seconds'],
    ]);
  });

  it("is read from the kernel's log too, with parts of parts", () => {
    expect(shown('ktap', KUNIT)).toEqual([
      ['example/simple', 'pass'],
      ['example/parameters/value 3', 'pass'],
      ['example/parameters/value 4', 'skip', 'not here'],
      ['example/broken', 'fail'],
      ['alone', 'pass'],
    ]);
    const [begin = ''] = KUNIT.split('[    1.000006]');
    expect(tell('ktap', [begin], { ended: false })).toEqual([{ name: 'example/simple', status: 'pass' }]);
    expect(endedIn('ktap', KUNIT)[3]?.output).toMatch(/broken: EXPECTATION FAILED at f\.c:3$/);
  });
});
