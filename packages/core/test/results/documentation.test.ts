import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Examination } from '../../src/run/types.js';
import { splatOf, verdictOf } from './bundle.js';

const page = readFileSync(new URL('../../../../docs/results.md', import.meta.url), 'utf8');

it('names every field of result.json', () => {
  const examination: Examination = { state: '', cpus: [], blocked: [], answeredTo: 'agent' };
  const files = [{ path: '', file: '', bytes: 0, complete: true }];
  const verdict = verdictOf('', { splats: [splatOf()], distrust: '', files, examination });
  const names = new Set<string>();
  JSON.stringify(verdict, (name, value) => {
    if (name !== 'my-cut' && !/^\d*$/.test(name)) names.add(name);
    return value;
  });
  expect(names.size).toBeGreaterThan(35);
  expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
