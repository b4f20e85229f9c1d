import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Examination } from '../../src/run/types.js';
import { attemptOf, resultsOf, testOf } from '../suite/results/results.js';
import { splatOf, verdictOf, verdictOfTwo } from './bundle.js';

const page = readFileSync(new URL('../../../../docs/results.md', import.meta.url), 'utf8');

it('names every field of result.json', () => {
  const examination: Examination = { state: '', cpus: [], blocked: [], answeredTo: 'agent' };
  const files = [{ path: '', file: '', bytes: 0, complete: true }];
  const verdict = verdictOf('', { splats: [splatOf()], distrust: '', files, examination });
  const names = [...fieldsOf(verdict), ...fieldsOf(verdictOfTwo('', { endedFor: 'x' }))];
  expect(names.length).toBeGreaterThan(35);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('names every field and status of results.json', () => {
  const attempt = attemptOf('fail', { reason: '', output: '', kernel: [], splats: [] });
  const [, part = ''] = page.split('## Tests of a suite');
  const names = fieldsOf(resultsOf([testOf('generic/001 (4k)', attempt)]));
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !part.includes(`\`${name}\``))).toEqual([]);
});

function fieldsOf(value: object): string[] {
  const names = new Set<string>();
  JSON.stringify(value, (name, field) => {
    if (!['my-cut', 'srv', 'cli'].includes(name) && !/^\d*$/.test(name)) names.add(name);
    return field;
  });
  return [...names];
}
