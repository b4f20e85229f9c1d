import { expect, it } from 'vitest';
import { settingExpander } from '../../src/manifest/expand.js';
import { parseFest } from '../../src/manifest/parse-fest.js';

const expand = settingExpander({
  entries: {
    DIR: { name: 'DIR', setting: { type: 'path', summary: '' }, text: '/x', value: '/x' },
    UNSET: { name: 'UNSET', setting: { type: 'path', summary: '' } },
    PW: { name: 'PW', setting: { type: 'string', summary: '', secret: true }, text: 'hunter2' },
  },
});

it('gives settings their text', () => {
  expect([expand('DIR'), expand('UNSET'), expand('NONE'), expand('constructor')]).toEqual(['/x', ...Array(3)]);
});

it('refuses a secret, without showing it', () => {
  const parse = () => parseFest('data /x ${PW}', { file: '/m.fest', expand });
  expect(parse).toThrow('/m.fest:1: ${PW} is secret');
  expect(parse).not.toThrow('hunter2');
});
