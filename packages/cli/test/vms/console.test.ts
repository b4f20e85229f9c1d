import { describe, expect, it } from 'vitest';
import { consoleVm } from '../../src/vms/console.js';

const vm = (name: string, more: object = {}) => ({
  ...{ name, isService: false, steps: [], chosen: { cut: {} } },
  ...more,
});
const srv = vm('srv', { isService: true });
const cli = vm('cli');
const NONE = { flags: { shell: false, console: false }, json: false };
const SHELL = { flags: { shell: true, console: false }, json: false };

describe('consoleVm', () => {
  it('is the only VM that is no server', () => {
    expect(consoleVm([srv, cli], NONE, true)).toBe('cli');
    expect(consoleVm([srv], NONE, true)).toBe('srv');
    expect(consoleVm([srv, cli], NONE, false)).toBeUndefined();
    expect(consoleVm([srv, cli, vm('two')], NONE, true)).toBeUndefined();
    expect(consoleVm([srv, vm('two', { isService: true })], NONE, true)).toBeUndefined();
  });

  it('is none where one has something to do', () => {
    const step = { kind: 'command', text: 'true' };
    expect(consoleVm([{ ...srv, steps: [step] as never }, cli], NONE, true)).toBeUndefined();
    expect(consoleVm([srv, vm('cli', { chosen: { cut: { suite: {} } } })], NONE, true)).toBeUndefined();
  });

  it('has to be clear for --shell', () => {
    expect(consoleVm([srv, cli], SHELL, true)).toBe('cli');
    expect(() => consoleVm([srv, cli, vm('two')], SHELL, true)).toThrow('There are cli, two.');
    expect(() => consoleVm([srv, vm('b', { isService: true })], SHELL, true)).toThrow('There are srv, b.');
  });
});
