import type { RunEvent } from '@rapido/core';
import type { CutDefinition } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import type { CutRequest } from '../../src/verbs/cut.js';
import { checkCreateImage, preflight } from '../../src/verbs/preflight.js';

/** Runs a preflight, and gives the events that it emits beside how it ends. */
async function check(
  run: CutDefinition['preflight'],
  {
    signal = new AbortController().signal,
    limit = 30,
    createImage = false,
    jobs = undefined as number | undefined,
  } = {},
) {
  const events: RunEvent[] = [];
  const definition = { name: 'my-cut', summary: '', manifest() {}, ...(run && { preflight: run }) };
  const request = {
    cut: definition,
    load: async () => definition,
    hasPreflight: run !== undefined,
    plugin: { name: '@acme/x', version: '1.0.0', root: '/' },
    config: { entries: {}, warnings: [], deprecations: [] },
    kernel: { release: '6.1.0', arch: 'x86_64', config: new Map() },
  } as unknown as CutRequest;
  const host = {
    signal,
    emit: (event: RunEvent) => events.push(event),
    lendTerminal: async () => async () => {},
    consoleShown: false,
  };
  const flags = { 'create-image': createImage, jobs };
  const reporter = { ...host, close: async () => {} };
  const error = await preflight(request, flags, reporter, limit).catch((error: unknown) => error);
  return {
    error,
    states: events.flatMap((event) => (event.type === 'task' ? [event.state] : [])),
    notes: events.flatMap((event) => (event.type === 'note' ? [event.text] : [])),
  };
}

describe('preflight', () => {
  it('has nothing to do for most cuts', async () => {
    expect(await check(undefined)).toEqual({ error: undefined, states: [], notes: [] });
  });

  it('passes where nothing is wrong', async () => {
    expect(await check(async () => [])).toMatchObject({ error: undefined, states: ['start', 'done'] });
  });

  it('reports all problems at once, with the exit code of the worst', async () => {
    const { error, states } = await check(async ({ kernel }) => [
      { kind: 'untestable', message: `no module for ${kernel.release}` },
      { kind: 'host', message: 'no server', fix: 'Start it.' },
    ]);
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CUT_PROBLEM', exitCode: 128, hint: 'Start it.' });
    expect((error as Error).message).toMatch(/no module for 6\.1\.0.*no server/s);
    expect(states).toEqual(['start', 'fail']);
  });

  it('takes a problem that is thrown for one that is returned', async () => {
    const { error } = await check(() => Promise.reject({ kind: 'usage', message: 'no share' }));
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_CUT_PROBLEM', exitCode: 129 });
  });

  it.each<[string, CutDefinition['preflight']]>([
    ['throws', () => Promise.reject(new TypeError('oops'))],
    ['returns nonsense', async () => 'fine' as never],
    ['does not end', () => new Promise(() => {})],
  ])('names the plugin whose preflight %s', async (_, run) => {
    const { error } = await check(run, { limit: 0.01 });
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_PLUGIN', hint: expect.stringContaining('@acme/x') });
  });

  it('tells the cut whether it may make an image and how many VMs there are, and the user what it notes, in a line', async () => {
    const run: CutDefinition['preflight'] = async ({ createImage, jobs, note }) => {
      note(`made\n\x1b[31mit: ${createImage} ${jobs}`);
      return [{ kind: 'host', message: 'late trouble' }];
    };
    expect((await check(run)).notes).toEqual(['my-cut: made it: false 1']);
    expect((await check(run, { createImage: true, jobs: 3 })).notes).toEqual(['my-cut: made it: true 3']);
  });

  it('hears nothing of a preflight that has ended', async () => {
    let noteLater = () => {};
    const { notes } = await check(async ({ note }) => {
      noteLater = () => note('too late');
      return [];
    });
    noteLater();
    expect(notes).toEqual([]);
  });

  it('ends when the user interrupts', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const waiting = check(() => new Promise(() => controller.abort(reason)), { signal: controller.signal });
    expect((await waiting).error).toBe(reason);
  });
});

describe('--create-image', () => {
  it('is for cuts that make an image', () => {
    expect(() => checkCreateImage({ name: 'rbd', createsImage: true }, { 'create-image': true })).not.toThrow();
    expect(() => checkCreateImage({ name: 'x' }, { 'create-image': false })).not.toThrow();
    expect(() => checkCreateImage({ name: 'x' }, { 'create-image': true })).toThrow(/--create-image.*the cut x/);
  });
});
