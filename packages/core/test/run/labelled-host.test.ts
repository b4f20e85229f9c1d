import { expect, test } from 'vitest';
import type { Host } from '../../src/host.js';
import { labelled } from '../../src/run/labelled-host.js';

test.each([
  ['its network is odd', 'a: its network is odd'],
  // Words that only begin like the name.
  ['a test is not run', 'a: a test is not run'],
  ['after that: nothing', 'a: after that: nothing'],
  ['a: warns', 'a: warns'],
  ['a.2: warns', 'a.2: warns'],
])('the note "%s" of a VM is told as "%s"', (text, told) => {
  const texts: unknown[] = [];
  const host = { emit: (event: object) => texts.push({ ...event }) } as unknown as Host;
  labelled(host, 'a').emit({ type: 'note', level: 'warn', text });
  expect(texts).toEqual([{ type: 'note', level: 'warn', text: told }]);
});
