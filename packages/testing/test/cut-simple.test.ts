// Of cut-simple itself, which this package needs: its tests cannot need this package.
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commands } from '../../cut-simple/src/index.js';
import { fakeKernel, manifestOf, openPlugin, preflightOf } from '../src/index.js';

const { cuts } = await openPlugin(new URL('../../cut-simple', import.meta.url), { commands });

it.each(cuts)('$name has its programs, and its autorun by its own name', async (cut) => {
  const { autorun, missing, problems } = await manifestOf(cut);
  expect([missing, problems]).toEqual([[], []]);
  expect(autorun).toEqual([`${cut.plugin.root}/guest/${cut.name}.sh`]);
  expect(autorun.every((file) => existsSync(file))).toBe(true);
});

it.each(cuts)('$name asks a kernel for a network only where it has one', async (cut) => {
  const problems = await preflightOf(cut, { kernel: await fakeKernel() });
  expect(problems.map(({ kind }) => kind)).toEqual(cut.name === 'simple-network' ? ['untestable'] : []);
});
