import type { RunEvent } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { closeReporters } from '../../src/render/open-reporters.js';
import { createReporter, type ReporterOptions } from '../../src/render/reporter.js';
import { fakeStream, shownOf } from '../helpers/stream.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const vm = 'simple-example';

const RUN: readonly RunEvent[] = [
  { type: 'task', id: 'gather', title: 'Gather files', state: 'start' },
  { type: 'task', id: 'gather', state: 'done', note: '52 entries' },
  { type: 'task', id: 'image', title: 'Build the image', state: 'start' },
  { type: 'output', task: 'image', line: '\x1b[31mdracut:\x1b[0m including module base' },
  { type: 'note', level: 'warn', text: 'memory was raised' },
  { type: 'task', id: 'image', state: 'done' },
  { type: 'task', id: `vm:${vm}`, title: 'Boot 6.1.0', state: 'start' },
  { type: 'vm', vm, state: 'start' },
  { type: 'console', vm, data: bytes('[    0.0] Linux version\n') },
  { type: 'vm', vm, state: 'autorun' },
  { type: 'step', vm, index: 0, text: 'autorun' },
  { type: 'step-output', vm, index: 0, data: bytes('Hello\n') },
  { type: 'step', vm, index: 0, text: 'autorun', status: 0 },
  { type: 'step', vm, index: 1, text: 'uname -r' },
  { type: 'step-output', vm, index: 1, data: bytes('6.1.0') },
  { type: 'step', vm, index: 1, text: 'uname -r', status: 0 },
  { type: 'step', vm, index: 2, text: 'false' },
  { type: 'step', vm, index: 2, text: 'false', status: 1 },
  { type: 'vm', vm, state: 'off' },
  { type: 'task', id: `vm:${vm}`, state: 'done', note: 'step 2 failed' },
];

/** Shows `events`, and gives what came out of it on both streams. */
async function show(
  events: readonly RunEvent[],
  columns?: number,
  more: Partial<ReporterOptions> = {},
): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = [fakeStream(columns), fakeStream(columns)];
  const { signal } = new AbortController();
  const reporter = createReporter({ silent: false, console: false, signal, stdout, stderr, variables: {}, ...more });
  for (const event of events) reporter.emit(event);
  await reporter.close();
  return { stdout: stdout.text(), stderr: stderr.text() };
}

const withoutTimes = (text: string) => text.replace(/ [([]\d+(\.\d)? s[)\]]/g, '');

describe('the reporter without a terminal', () => {
  it("writes lines, and the steps' own output alone to standard output", async () => {
    const { stdout, stderr } = await show(RUN);
    expect(stdout).toBe('6.1.0');
    expect(withoutTimes(stderr).split('\n')).toEqual([
      'Gather files: 52 entries',
      'Warning: memory was raised',
      'Build the image: done',
      'Boot 6.1.0: done',
      'Hello',
      '$ uname -r',
      '$ false',
      'exit status 1',
      '',
    ]);
  });

  it('passes the console on when asked to', async () => {
    const { stdout, stderr } = await show(RUN, undefined, { console: true });
    expect(stderr).toContain('[    0.0] Linux version\n');
    expect(stdout).toBe('6.1.0');
  });

  it('passes bytes on unchanged', async () => {
    const data = new Uint8Array([0x00, 0xff, 0x1b, 0x0a]);
    const chunks: Buffer[] = [];
    const stdout = Object.assign(fakeStream(), { write: (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)) > 0 });
    await show([{ type: 'step-output', vm, index: 1, data }], undefined, { stdout });
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(data));
  });

  it('says which task failed', async () => {
    const { stderr } = await show([
      { type: 'task', id: 'x', title: 'Build', state: 'start' },
      { type: 'task', id: 'x', state: 'fail' },
    ]);
    expect(withoutTimes(stderr)).toBe('Build: failed\n');
  });

  it('shows nothing at all when only the result is wanted', async () => {
    expect(await show(RUN, undefined, { silent: true })).toEqual({ stdout: '', stderr: '' });
    expect(await show(RUN, 80, { silent: true, console: true })).toEqual({ stdout: '', stderr: '' });
  });
});

describe('the reporter on a terminal', () => {
  it('draws a tree with times until the steps begin to print', async () => {
    const { stdout, stderr } = await show(RUN, 80);
    expect(stdout).toBe('6.1.0');
    expect(withoutTimes(shownOf(stderr).join('\n')).split('\n')).toEqual([
      '✔ Gather files: 52 entries',
      '✔ Build the image',
      '· Warning: memory was raised',
      '✔ Boot 6.1.0',
      'Hello',
      '$ uname -r',
      '$ false',
      'exit status 1',
    ]);
    expect(stderr).toMatch(/52 entries .*\[0\.0 s\]/);
  });

  it('ends a line that a step has left open before the next', async () => {
    const screen = fakeStream(80);
    await show(RUN.slice(12), 80, { stdout: screen, stderr: screen });
    expect(shownOf(screen.text())).toContain('6.1.0');
  });

  it('shows the latest line of a program while it runs, without what could disturb the terminal', async () => {
    const [stdout, stderr] = [fakeStream(40), fakeStream(40)];
    const { signal } = new AbortController();
    const reporter = createReporter({ silent: false, console: false, signal, stdout, stderr, variables: {} });
    reporter.emit({ type: 'task', id: 'image', title: 'Build', state: 'start' });
    reporter.emit({ type: 'output', task: 'image', line: `\x1b[2J\x07${'long '.repeat(20)}` });
    await reporter.close();
    const line = shownOf(stderr.text()).find((text) => text.includes('long'));
    expect(line).toMatch(/^ +› long long .*…$/);
    expect(line?.length).toBeLessThanOrEqual(40);
    expect(stderr.text()).not.toContain('\x1b[2J');
  });

  it.each([
    ['a dumb one', 80, { TERM: 'dumb' }],
    ['one of unknown width', 0, {}],
    ['a very narrow one', 12, {}],
  ])('writes lines on %s', async (_, columns, variables) => {
    const { stderr } = await show(RUN, columns, { variables });
    expect(stderr).not.toMatch(/\x1b\[\d*[ABGK]/);
    expect(withoutTimes(stderr.replace(/\x1b\[\d+m/g, ''))).toContain('Gather files: 52 entries\n');
  });

  it('uses no colour with NO_COLOR', async () => {
    const { stderr } = await show(RUN, 80, { variables: { NO_COLOR: '1' } });
    expect(stderr).not.toMatch(/\x1b\[[0-9;]*m/);
    expect(shownOf(stderr)[0]).toContain('✔ Gather files');
  });

  it('fits on 20 columns', async () => {
    const { stderr } = await show(RUN, 20);
    expect(shownOf(stderr).join(' ')).toContain('Gather');
  });

  it('lets go of it for a VM, and says nothing until it is given back', async () => {
    const screen = fakeStream(80);
    const { signal } = new AbortController();
    const options = { silent: false, console: false, signal, stdout: screen, stderr: screen, variables: {} };
    const reporter = createReporter(options);
    reporter.emit({ type: 'task', id: 'kernel', title: 'Kernel', state: 'start' });
    reporter.emit({ type: 'task', id: 'kernel', state: 'done' });
    const giveBack = await reporter.lendTerminal();
    const before = screen.text();
    expect(shownOf(before).at(-1)).toContain('Ctrl-A x');
    for (const event of RUN.slice(6, 8)) reporter.emit(event);
    reporter.emit({ type: 'vm', vm, state: 'off' });
    reporter.emit({ type: 'step', vm, index: 1, text: 'uname -r' });
    expect(screen.text()).toBe(before);
    await giveBack('\x1b[?2004hrapido1:/# ');
    reporter.emit({ type: 'note', level: 'info', text: 'back' });
    await reporter.close();
    expect(screen.text()).toBe(`${before}\x1b[?2004l\x1b[0m\r\nback\n`);
    expect(reporter.consoleShown).toBe(true);
  });
});

const progress = { done: 1, failed: 0, skipped: 0, total: 2 };
const test = (label: string, more: object = {}): RunEvent => ({
  ...{ type: 'test', vm, label, attempt: 1, progress },
  ...more,
});

/** The suite is step 1, and a command follows it. */
const SUITE_RUN: readonly RunEvent[] = [
  { type: 'task', id: `vm:${vm}`, title: 'Boot 6.1.0', state: 'start' },
  { type: 'vm', vm, state: 'autorun' },
  { type: 'step-output', vm, index: 0, data: bytes('mkfs\n') },
  { type: 'step', vm, index: 1, text: 'suite' },
  test('generic/001'),
  { type: 'step-output', vm, index: 1, data: bytes('generic/001 3s\n') },
  test('generic/001', { status: 'pass', seconds: 3.2 }),
  test('generic/002'),
  { type: 'splat', vm, kind: 'warning', title: 'WARNING in f', allowed: false },
  test('generic/002', { status: 'fail', seconds: 1, reason: 'output mismatch' }),
  { type: 'note', level: 'warn', text: 'lockdep is off' },
  { type: 'step', vm, index: 1, text: 'suite', status: 0 },
  { type: 'step', vm, index: 2, text: 'df' },
  { type: 'step-output', vm, index: 2, data: bytes('full\n') },
  { type: 'vm', vm, state: 'off' },
];

describe('the reporter of a suite', () => {
  const suite = { jobs: 1 };

  it('writes a line for each test, and keeps what the suite prints to itself', async () => {
    const { stdout, stderr } = await show(SUITE_RUN, undefined, { suite });
    expect(stdout).toBe('full\n');
    expect(stderr.split('\n').slice(1)).toEqual([
      'mkfs',
      'generic/001  pass  3.2 s',
      'kernel: WARNING in f',
      'generic/002  fail  1.0 s  output mismatch',
      'Warning: lockdep is off',
      '$ df',
      '',
    ]);
  });

  it('passes that on with the console, and then draws no tree', async () => {
    const { stdout, stderr } = await show(SUITE_RUN, 80, { suite, console: true, variables: { NO_COLOR: '1' } });
    expect(stdout).toBe('full\n');
    expect(stderr).toContain('mkfs\ngeneric/001 3s\ngeneric/001  pass  3.2 s\n');
  });

  it('draws a tree again while it runs, with what did not pass above it', async () => {
    const { stdout, stderr } = await show(SUITE_RUN, 80, { suite });
    expect(stdout).toBe('full\n');
    expect(withoutTimes(shownOf(stderr).join('\n')).split('\n')).toEqual([
      '✔ Boot 6.1.0',
      'mkfs',
      '· kernel: WARNING in f',
      '· generic/002  fail  1.0 s  output mismatch',
      '· Warning: lockdep is off',
      `✔ Tests in ${vm}: 1/2`,
      '· $ df',
    ]);
  });

  it('shows the autorun of one VM only', async () => {
    const another: RunEvent = { type: 'step-output', vm: `${vm}.2`, index: 0, data: bytes('again\n') };
    const events = [...SUITE_RUN.slice(0, 9), another];
    expect((await show(events, undefined, { suite })).stderr).not.toContain('again');
    expect((await show(events, undefined, { suite: { jobs: 2 } })).stderr).not.toMatch(/again|mkfs/);
    expect((await show(events, undefined, { suite: { jobs: 2 }, console: true })).stderr).toMatch(/mkfs[\s\S]*again/);
  });

  it('shows the end of what any autorun has printed when that fails', async () => {
    const output = (text: string): RunEvent => ({ type: 'step-output', vm: `${vm}.2`, index: 0, data: bytes(text) });
    const failure: RunEvent = { type: 'step', vm: `${vm}.2`, index: 0, text: 'autorun', status: 1 };
    const events = [output('much\n'.repeat(1000)), output('no image\n'), failure, failure];
    const { stderr } = await show(events, undefined, { suite: { jobs: 2 } });
    expect(stderr).toMatch(/much\nno image\nautorun: exit status 1\nautorun: exit status 1\n$/);
    expect(stderr.length).toBeLessThan(4200);
  });

  it('fits on 20 columns, and into lines of a dumb terminal', async () => {
    const { stderr } = await show(SUITE_RUN.slice(0, 8), 20, { suite });
    const running = shownOf(stderr).find((line) => line.includes('generic/002'));
    expect(running).toMatch(/› generic\/002,? ?0?…$/);
    expect(running?.length).toBeLessThanOrEqual(20);
    const dumb = await show(SUITE_RUN, 80, { suite, variables: { TERM: 'dumb' } });
    expect(dumb.stderr).toContain('generic/001  pass  3.2 s\n');
    expect(dumb.stderr).not.toContain('\x1b');
  });

  it('shows nothing when only the result is wanted', async () => {
    expect(await show(SUITE_RUN, 80, { suite, silent: true })).toEqual({ stdout: '', stderr: '' });
  });
});

describe('an interruption', () => {
  it('is acknowledged at once', async () => {
    const controller = new AbortController();
    const [stdout, stderr] = [fakeStream(), fakeStream()];
    const reporter = createReporter({ silent: false, console: false, signal: controller.signal, stdout, stderr });
    controller.abort();
    await reporter.close();
    expect(stderr.text()).toContain('Interrupted');
  });
});

describe('closeReporters', () => {
  it('ends the tree of whoever has not closed it', async () => {
    const [stdout, stderr] = [fakeStream(80), fakeStream(80)];
    const { signal } = new AbortController();
    const reporter = createReporter({ silent: false, console: false, signal, stdout, stderr, variables: {} });
    reporter.emit({ type: 'task', id: 'x', title: 'Work', state: 'start' });
    await closeReporters();
    expect(stderr.text().endsWith('\x1b[?25h')).toBe(true);
  });
});
