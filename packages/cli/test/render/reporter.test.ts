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

  it('begins lines of its own below what the console has begun', async () => {
    const splat = { type: 'splat', vm, kind: 'warning', title: 'WARNING in f', allowed: false } as const;
    const events: RunEvent[] = [{ type: 'console', vm, data: bytes('[    3.4] -') }, splat];
    const { stderr } = await show(events, undefined, { console: true });
    expect(stderr).toBe('[    3.4] -\nkernel: WARNING in f\n');
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

const vmsOf = (jobs: number) => [{ name: vm, isService: false, steps: [], suite: { jobs } }];

describe('the reporter of a suite', () => {
  const vms = vmsOf(1);

  it('writes a line for each test, and keeps what the suite prints to itself', async () => {
    const { stdout, stderr } = await show(SUITE_RUN, undefined, { vms });
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
    const { stdout, stderr } = await show(SUITE_RUN, 80, { vms, console: true, variables: { NO_COLOR: '1' } });
    expect(stdout).toBe('full\n');
    expect(stderr).toContain('mkfs\ngeneric/001 3s\ngeneric/001  pass  3.2 s\n');
  });

  it('draws a tree again while it runs, with what did not pass above it', async () => {
    const { stdout, stderr } = await show(SUITE_RUN, 80, { vms });
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
    expect((await show(events, undefined, { vms })).stderr).not.toContain('again');
    expect((await show(events, undefined, { vms: vmsOf(2) })).stderr).not.toMatch(/again|mkfs/);
    expect((await show(events, undefined, { vms: vmsOf(2), console: true })).stderr).toMatch(/mkfs[\s\S]*again/);
  });

  it('shows the end of what any autorun has printed when that fails', async () => {
    const output = (text: string): RunEvent => ({ type: 'step-output', vm: `${vm}.2`, index: 0, data: bytes(text) });
    const failure: RunEvent = { type: 'step', vm: `${vm}.2`, index: 0, text: 'autorun', status: 1 };
    const events = [output('much\n'.repeat(1000)), output('no image\n'), failure, failure];
    const { stderr } = await show(events, undefined, { vms: vmsOf(2) });
    expect(stderr).toMatch(/much\nno image\nautorun: exit status 1\nautorun: exit status 1\n$/);
    expect(stderr.length).toBeLessThan(4200);
  });

  it('fits on 20 columns, and into lines of a dumb terminal', async () => {
    const { stderr } = await show(SUITE_RUN.slice(0, 8), 20, { vms });
    const running = shownOf(stderr).find((line) => line.includes('generic/002'));
    expect(running).toMatch(/› generic\/002,? ?0?…$/);
    expect(running?.length).toBeLessThanOrEqual(20);
    const dumb = await show(SUITE_RUN, 80, { vms, variables: { TERM: 'dumb' } });
    expect(dumb.stderr).toContain('generic/001  pass  3.2 s\n');
    expect(dumb.stderr).not.toContain('\x1b');
  });

  it('shows nothing when only the result is wanted', async () => {
    expect(await show(SUITE_RUN, 80, { vms, silent: true })).toEqual({ stdout: '', stderr: '' });
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

describe('the reporter of several VMs', () => {
  const srv = { name: 'srv', isService: true, steps: [] };
  const cli = { name: 'cli', isService: false, steps: [{}] };
  const out = (name: string, index: number, text: string): RunEvent => ({
    ...{ type: 'step-output', vm: name, index, data: bytes(text) },
  });
  const step = (name: string, index: number, status?: number): RunEvent => ({
    ...{ type: 'step', vm: name, index, text: index === 0 ? 'autorun' : `command ${index}` },
    ...(status === undefined ? {} : { status }),
  });
  const state = (name: string, is: 'init' | 'waiting' | 'autorun' | 'ready', text?: string): RunEvent => ({
    ...{ type: 'vm', vm: name, state: is },
    ...(text === undefined ? {} : { text }),
  });
  const start = (name: string): RunEvent => ({ type: 'task', id: `vm:${name}`, title: 'Boot 6.1', state: 'start' });
  const TOGETHER: readonly RunEvent[] = [
    ...[start('srv'), start('cli'), state('srv', 'autorun'), step('srv', 0), out('srv', 0, 'mkfs\n')],
    ...[state('cli', 'waiting', 'srv'), step('srv', 0, 0), state('srv', 'ready')],
    ...[state('cli', 'autorun'), step('cli', 0), out('cli', 0, 'mounted\n'), step('cli', 0, 0), state('cli', 'ready')],
    ...[step('cli', 1), out('cli', 1, 'a'), out('cli', 1, 'b'), step('cli', 1, 1)],
  ];

  it("shows one's output as that of one VM, and nothing of servers but that they are ready", async () => {
    const { stdout, stderr } = await show(TOGETHER, undefined, { vms: [srv, cli] });
    expect(stdout).toBe('ab');
    expect(withoutTimes(stderr).split('\n')).toEqual([
      'srv: Boot 6.1: ready',
      'cli: Boot 6.1: done',
      'mounted',
      '$ command 1',
      'exit status 1',
      '',
    ]);
  });

  it('says on a terminal whom a VM waits for', async () => {
    const { stderr } = await show(TOGETHER, 80, { vms: [srv, cli] });
    expect(stderr).toContain('waits for srv');
    const shown = withoutTimes(shownOf(stderr).join('\n'));
    expect(shown).toContain('✔ srv: Boot 6.1: ready\n✔ cli: Boot 6.1\nmounted');
  });

  it('names the VM in front of each line where several have something to do', async () => {
    const events = [
      ...[step('a', 1), step('b', 1), out('a', 1, 'one'), out('b', 1, 'x\ny\n'), out('a', 1, ' line\nhalf')],
      ...[step('a', 1, 0), step('b', 1, 2)],
    ];
    const vms = ['a', 'b'].map((name) => ({ name, isService: false, steps: [{}] }));
    const { stdout, stderr } = await show([out('a', 0, 'set up\n'), ...events], undefined, { vms });
    expect(stdout).toBe('b: x\nb: y\na: one line\na: half\n');
    expect(stderr.split('\n')).toEqual(['a: set up', 'a: $ command 1', 'b: $ command 1', 'b: exit status 2', '']);
  });

  it('shows why a server could not be set up, and what its kernel reports', async () => {
    const splat: RunEvent = { type: 'splat', vm: 'srv', kind: 'warning', title: 'WARNING: in smb', allowed: false };
    const events = [splat, out('srv', 0, 'mkfs.xfs: no such'), step('srv', 0, 1)];
    const { stdout, stderr } = await show(events, undefined, { vms: [srv, cli] });
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      'srv: kernel: WARNING: in smb',
      'srv: mkfs.xfs: no such',
      'srv: autorun: exit status 1',
      '',
    ]);
  });

  it('names the VM in front of each line of a console', async () => {
    const line = (name: string, text: string): RunEvent => ({ type: 'console', vm: name, data: bytes(text) });
    const events = [
      line('srv', '[0] a\n[1]'),
      line('cli', '[0] c\n'),
      line('srv', ' b\n[2] end'),
      out('srv', 0, 'mkfs\n'),
    ];
    const { stderr } = await show(events, undefined, { vms: [srv, cli], console: true });
    expect(stderr).toBe('srv: [0] a\ncli: [0] c\nsrv: [1] b\nsrv: mkfs\nsrv: [2] end\n');
  });
});
