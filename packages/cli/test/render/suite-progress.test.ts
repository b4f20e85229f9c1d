import { describe, expect, it, onTestFinished } from 'vitest';
import { finishedLine, progressText, SuiteProgress, type TestEvent } from '../../src/render/suite-progress.js';
import type { View } from '../../src/render/view.js';
import { styleFor } from '../../src/text/style.js';

const plain = styleFor({ colour: false });
const progress = { done: 12, failed: 1, skipped: 0, total: 345, secondsLeft: 250 };

function test(label: string, more: Partial<TestEvent> = {}): TestEvent {
  return { type: 'test', vm: 'fs', label, attempt: 1, progress, ...more };
}

/** A view that remembers what it was told. */
function recorder(redraws: boolean): View & { readonly told: string[] } {
  const told: string[] = [];
  const tell =
    (what: string) =>
    (...words: readonly (string | undefined)[]) =>
      void told.push([what, ...words].join(' '));
  const view = { told, start: tell('start'), output: tell('output'), end: tell('end'), line: tell('line') };
  return { ...view, close() {}, ...(redraws ? { above: tell('above') } : {}) };
}

function suiteProgress(): SuiteProgress {
  const shown = new SuiteProgress(plain);
  onTestFinished(() => shown.stop());
  return shown;
}

describe('the progress of a suite', () => {
  it('is a line for each test that ended, where nothing is redrawn', () => {
    const [shown, view] = [suiteProgress(), recorder(false)];
    shown.show(test('generic/001'), view);
    shown.show(test('generic/001', { status: 'pass', seconds: 3.2 }), view);
    shown.show(test('generic/002', { status: 'skip', reason: 'no\x1b[2J xattr' }), view);
    shown.end('fs', view, 'done');
    expect(view.told).toEqual(['line generic/001  pass  3.2 s', 'line generic/002  skip  no xattr']);
  });

  it('is a task with the running test, where lines are redrawn; what failed stays', () => {
    const [shown, view] = [suiteProgress(), recorder(true)];
    shown.show(test('generic/001'), view);
    shown.show(test('generic/001', { status: 'pass', seconds: 3.2 }), view);
    shown.show(test('generic/002', { status: 'fail', seconds: 1 }), view);
    shown.end('fs', view, 'done');
    const left = '12/345, 1 failed, about 4 min left';
    expect(view.told).toEqual([
      'start suite:fs Tests in fs',
      `output suite:fs generic/001, 0 s; ${left}`,
      `output suite:fs between tests; ${left}`,
      'above generic/002  fail  1.0 s',
      `output suite:fs between tests; ${left}`,
      'end suite:fs done 12/345, 1 failed',
    ]);
  });

  it('has a task for each VM', () => {
    const [shown, view] = [suiteProgress(), recorder(true)];
    shown.show(test('generic/001'), view);
    shown.show(test('generic/002', { vm: 'fs.2' }), view);
    expect(view.told.filter((line) => line.startsWith('start'))).toEqual([
      'start suite:fs Tests in fs',
      'start suite:fs.2 Tests in fs.2',
    ]);
    expect(view.told.at(-2)).toContain('output suite:fs generic/001');
    expect(view.told.at(-1)).toContain('output suite:fs.2 generic/002');
  });

  it('tells what came of a test whose VM has ended, and begins no task for that VM', () => {
    const [shown, view] = [suiteProgress(), recorder(true)];
    shown.show(test('generic/001'), view);
    shown.end('fs', view, 'fail');
    shown.show(test('generic/001', { status: 'crash', seconds: 1 }), view);
    expect(view.told.slice(2)).toEqual(['end suite:fs fail 12/345, 1 failed', 'above generic/001  crash  1.0 s']);
  });

  it('begins anew in another view', () => {
    const [shown, first, second] = [suiteProgress(), recorder(true), recorder(true)];
    shown.show(test('generic/001'), first);
    shown.show(test('generic/002'), second);
    expect(second.told[0]).toBe('start suite:fs Tests in fs');
  });
});

describe('progressText', () => {
  it.each([
    [{ done: 1, failed: 0, skipped: 0 }, '1'],
    [{ done: 1, failed: 2, skipped: 0, total: 9, secondsLeft: 12 }, '1/9, 2 failed, about 10 s left'],
    [{ done: 1, failed: 0, skipped: 0, total: 9, secondsLeft: 0 }, '1/9'],
    [{ done: 1, failed: 0, skipped: 0, total: 9, secondsLeft: 0.5 }, '1/9, about 10 s left'],
    [{ done: 1, failed: 0, skipped: 0, total: 9, secondsLeft: 58 }, '1/9, about 1 min left'],
    [{ done: 1, failed: 0, skipped: 0, total: 9, secondsLeft: 9000 }, '1/9, about 2.5 h left'],
  ])('of %j is %s', (of, text) => {
    expect(progressText(of)).toBe(text);
  });
});

describe('finishedLine', () => {
  it('tells of a later attempt, and is red where the test has failed', () => {
    const event = test('generic/001', { status: 'crash', seconds: 75, attempt: 2, reason: 'BUG: x' });
    expect(finishedLine(event, plain)).toBe('generic/001 (attempt 2)  crash  1 min 15 s  BUG: x');
    expect(finishedLine(event, styleFor({ colour: true }))).toMatch(/^\x1b\[31m.*\x1b\[39m$/);
  });
});
