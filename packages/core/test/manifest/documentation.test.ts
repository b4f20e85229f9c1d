import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FEST_KINDS } from '../../src/manifest/fest-kinds.js';
import { parseFest } from '../../src/manifest/parse-fest.js';

const page = readFileSync(new URL('../../../../docs/manifest.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```fest\n(.*?)^```$/gms)].map(([, text = '']) => text);

it('has examples', () => {
  expect(examples.length).toBeGreaterThan(2);
});

it.each(examples)('has an example that is right: %s', (text) => {
  expect(parseFest(text, { file: '/docs/x.fest', expand: () => 'x' }).length).toBeGreaterThan(0);
});

it('tells how each kind is written', () => {
  for (const { usage } of Object.values(FEST_KINDS)) expect(page).toContain(`| \`${usage}\` |`);
});
