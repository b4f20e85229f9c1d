import { describe, expect, it } from 'vitest';
import type { BootFlags } from '../../src/flags/boot-flags.js';
import { checkBootFlags, wantsConsole } from '../../src/verbs/boot.js';

const NONE: BootFlags = {
  shell: false,
  console: false,
  'keep-going': false,
  'ignore-splats': false,
  dump: false,
  warm: false,
};
const step = { kind: 'command', text: 'true' } as const;

describe('wantsConsole', () => {
  const wants = (more: object, terminal = true) =>
    wantsConsole({ flags: NONE, json: false, steps: [], suite: undefined, ...more }, terminal);

  it('is so on a terminal with nothing to do but to sit at it', () => {
    expect(wants({})).toBe(true);
    expect(wants({}, false)).toBe(false);
    expect(wants({ json: true })).toBe(false);
    expect(wants({ steps: [step] })).toBe(false);
    expect(wants({ suite: { format: 'tap', results: '/r' } })).toBe(false);
    expect(wants({ flags: { ...NONE, console: true } })).toBe(false);
  });

  it('is so for --shell, whatever else is asked for', () => {
    expect(wants({ flags: { ...NONE, shell: true }, steps: [step] })).toBe(true);
  });
});

describe('checkBootFlags', () => {
  it.each([
    [{ timeout: '1 day' }, /--timeout/],
    [{ 'hang-timeout': 'x' }, /--hang-timeout/],
    [{ memory: 'lots' }, /--memory/],
    [{ memory: '0' }, /--memory/],
    [{ disk: ['size=1G'] }, /serial/],
  ])('refuses %j before anything is done', (flags, message) => {
    expect(() => checkBootFlags({ ...NONE, ...flags }, false, '/')).toThrow(message);
  });

  it('refuses --shell where there is no terminal, and with --json', () => {
    const shell = { ...NONE, shell: true };
    expect(() => checkBootFlags(shell, false, '/')).toThrow(/terminal/);
    expect(() => checkBootFlags(shell, true, '/')).toThrow(/--json/);
  });
});
