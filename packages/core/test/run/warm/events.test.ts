import { expect, test } from 'vitest';
import type { Host, RunEvent } from '../../../src/host.js';
import { heldBack, withoutConsole } from '../../../src/run/warm/events.js';

function collecting(): Host & { readonly events: RunEvent[] } {
  const events: RunEvent[] = [];
  return {
    events,
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    lendTerminal: async () => async () => {},
  };
}

const vm = 'vm';
const splat: RunEvent = { type: 'splat', vm, kind: 'warning', title: 'WARNING: x', allowed: false };
const off: RunEvent = { type: 'vm', vm, state: 'off' };
const started: RunEvent = { type: 'vm', vm, state: 'start' };

test.each([true, false])('reports and the end are told only where no other VM tells them again: %s', (isLast) => {
  const host = collecting();
  const held = heldBack(host);
  for (const event of [started, splat, off]) held.host.emit(event);
  expect(host.events).toEqual([started]);
  held.end(isLast);
  expect(host.events).toEqual(isLast ? [started, splat, off] : [started]);
});

test('what a console has shown is not shown again, wherever its pieces end', () => {
  const host = collecting();
  const rest = withoutConsole(host, 5);
  for (const text of ['abc', 'defg', 'hi']) rest.emit({ type: 'console', vm, data: Buffer.from(text) });
  rest.emit(off);
  const shown = host.events.map((event) => (event.type === 'console' ? Buffer.from(event.data).toString() : event));
  expect(shown).toEqual(['fg', 'hi', off]);
});
