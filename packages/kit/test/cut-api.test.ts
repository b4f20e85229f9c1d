import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cutApiPage, PAGE } from '../../../scripts/cut-api.mjs';

const page = readFileSync(PAGE, 'utf8');

it('docs/cut-api.md is what the types say: else `npm run docs`', () => {
  expect(cutApiPage()).toBe(page);
});

it('each of its links leads to one heading', () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
  expect(new Set(anchors).size).toBe(anchors.length);
  const targets = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((target) => !anchors.includes(target ?? ''))).toEqual([]);
});
