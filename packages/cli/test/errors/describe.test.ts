import { Errors, type Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../src/errors/describe.js';
import { formatError } from '../../src/errors/report.js';

const plain = { red: (text: string) => text, dim: (text: string) => text, bold: (text: string) => text };
const plugin = (pjson: object) =>
  ({ name: '@acme/x', version: '1.2.3', isRoot: false, pjson }) as unknown as Interfaces.Plugin;

describe('describeError', () => {
  it("tells a RapidoError's message, reason, hint and code, and no stack", () => {
    const error = new RapidoError('DRACUT', 'dracut failed.', { hint: 'See its log.', cause: new Error('disk full') });
    const failure = describeError(error, {});
    expect(failure).toEqual({
      message: 'dracut failed.\ndisk full',
      hint: 'See its log.',
      code: 'ERR_RAPIDO_DRACUT',
      exitCode: 128,
    });
    expect(formatError(failure, plain)).toBe(
      'Error: dracut failed.\n       disk full\nHint:  See its log.\nCode:  ERR_RAPIDO_DRACUT',
    );
  });

  it('has no orders to the terminal, whoever it quotes', () => {
    const failure = {
      ...{ exitCode: 128, message: 'The plugin\x1b[2J 1\u009b2J failed:\n  no', hint: 'Remove\x1b]0;x\x07 it.' },
      stack: 'Error: \x1b[31mno\n    at x',
    };
    expect(formatError(failure, plain)).toBe(
      'Error: The plugin 1 2J failed:\n         no\nHint:  Remove it.\n\nError: no\n    at x',
    );
  });

  it('knows a RapidoError of another copy of core', () => {
    const other = Object.assign(new Error('other copy'), { code: 'ERR_RAPIDO_HOST', exitCode: 128 });
    Object.defineProperty(other, Symbol.for('rapido.error'), { value: true });
    expect(describeError(other, {})).toMatchObject({ code: 'ERR_RAPIDO_HOST', message: 'other copy' });
  });

  it("maps oclif's defaults to a host's trouble, and keeps what a command chose", () => {
    const failed = new Errors.CLIError('npm failed', { suggestions: ['npm ping'] });
    expect(describeError(failed, {})).toMatchObject({ message: 'npm failed', exitCode: 128, hint: 'npm ping' });
    expect(describeError(new Errors.CLIError('own', { exit: 40 }), {})).toMatchObject({ exitCode: 40 });
    expect(describeError(new Errors.ExitError(3), {})).toMatchObject({ message: '', exitCode: 3 });
  });

  it("shows a plugin's authors where it failed", () => {
    const error = new RapidoError('PLUGIN', 'The manifest failed: no x', { cause: new TypeError('no x') });
    expect(describeError(error, {})).toMatchObject({
      message: 'The manifest failed: no x',
      stack: expect.stringMatching(/^TypeError: no x\n +at /),
    });
  });

  it('has nothing in it that a terminal takes for an order', () => {
    const [message, hint, stack] = ['one\x1b[2J\ntwo\r', 'three\x1b]0;title\x07', 'four\x9b31m\nfive'];
    expect(formatError({ message, hint, stack, exitCode: 128 }, plain)).toBe(
      'Error: one\n       two\nHint:  three\n\nfour 31m\nfive',
    );
  });

  it('does not repeat what a failed system call says', () => {
    const cause = Object.assign(new Error('ENOENT: no such file'), { syscall: 'open', code: 'ENOENT' });
    expect(describeError(new RapidoError('HOST', 'It is not there.', { cause }), {}).message).toBe('It is not there.');
  });

  it('takes everything else for a bug, whole, of whoever has the command', () => {
    const failure = describeError(new TypeError('no', { cause: 'because' }), {});
    expect(failure).toMatchObject({ message: 'This is a bug in Rapido: no', code: 'ERR_RAPIDO_BUG', exitCode: 128 });
    expect(failure.stack).toMatch(/^TypeError: no\n +at .*\ncaused by thrown: because$/s);
    const ofPlugin = describeError('a word', { plugin: plugin({ bugs: { url: 'https://acme.test/bugs' } }) });
    expect(ofPlugin).toMatchObject({
      message: 'The plugin @acme/x 1.2.3 failed: a word',
      hint: expect.stringContaining('https://acme.test/bugs'),
      stack: 'thrown: a word',
    });
  });
});
