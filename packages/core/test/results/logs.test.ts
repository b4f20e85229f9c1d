import { describe, expect, it } from 'vitest';
import { consoleLog, kernelLog, type LogEntry, type LogFilter } from '../../src/results/logs.js';
import type { StoredRun } from '../../src/results/stored-run.js';
import type { Verdict } from '../../src/run/types.js';
import { temporaryDirectory } from '../temporary.js';
import { KERNEL_LOG, verdictOf, verdictOfTwo, writeFiles } from './bundle.js';

function storedRun(files: Record<string, string>, verdict?: Verdict): StoredRun {
  const path = temporaryDirectory();
  writeFiles(path, files);
  return { name: 'r', path, cut: 'c', started: '', running: false, ...(verdict ? { verdict } : {}) };
}

async function texts(entries: AsyncIterable<LogEntry>): Promise<string[]> {
  const found: string[] = [];
  for await (const { raw, line } of entries) found.push(line?.text ?? raw);
  return found;
}

describe('kernelLog', () => {
  const read = (filter: LogFilter, log = KERNEL_LOG) =>
    texts(kernelLog(storedRun({ 'kernel.log': log }, verdictOf('')), filter));

  it('is whole, and gives back each line as it is', async () => {
    let whole = '';
    for await (const { raw } of kernelLog(storedRun({ 'kernel.log': KERNEL_LOG }), {})) whole += `${raw}\n`;
    expect(whole).toBe(KERNEL_LOG);
  });

  it('has the parts of a line', async () => {
    const first = await kernelLog(storedRun({ 'kernel.log': KERNEL_LOG }), {}).next();
    expect(first.value?.line).toEqual({ time: 0.5, level: 'info', facility: 'kern', text: 'Linux version 6.1.0-test' });
  });

  it('of a level and worse', async () => {
    expect(await read({ level: 'err' })).toEqual(['an error']);
    expect(await read({ level: 'warn' })).toEqual([
      'a warning of autorun',
      'WARNING: at f.c:1 f+0x1/0x2',
      'Call Trace:',
      'an error',
    ]);
    expect(await read({ level: 'debug' })).toHaveLength(10);
  });

  it('of a step, with its marks', async () => {
    expect(await read({ step: 0 })).toEqual(['rapido: step 0 begin', 'a warning of autorun', 'rapido: step 0 end 0']);
    expect(await read({ step: 1, level: 'err' })).toEqual(['an error']);
  });

  it('is not deceived by a kernel that speaks of steps, nor by lines with returns', async () => {
    const log = 'kern  :info  : [    1.000000] rapido: step 1 begin\nuser  :err   : [    2.000000] a\rb\n';
    expect(await read({ step: 1 }, log)).toEqual([]);
    expect(await read({ level: 'err' }, log)).toEqual(['a\rb']);
  });

  it('refuses a step that there is not', async () => {
    const refusal = { code: 'ERR_RAPIDO_USAGE', message: 'r has no step 2.' };
    await expect(read({ step: 2 })).rejects.toMatchObject({ ...refusal, hint: 'It has steps 0, its autorun, to 1.' });
    const killed = texts(kernelLog(storedRun({ 'kernel.log': KERNEL_LOG }), { step: 0 }));
    await expect(killed).rejects.toMatchObject({ message: 'r has no result, so its steps are not known.' });
  });

  it('is empty where there is none', async () => {
    expect(await texts(kernelLog(storedRun({}), {}))).toEqual([]);
  });
});

describe('of several VMs', () => {
  const files = { 'vms/srv/console.log': '   4.000| serving\n', 'vms/cli/console.log': '   4.500| mounting\n' };
  const read = (vm: string | undefined, verdict?: Verdict, more: Record<string, string> = {}) =>
    texts(consoleLog(storedRun({ ...files, ...more }, verdict), vm === undefined ? {} : { vm }));

  it.each([
    ['srv', ['serving']],
    ['cli', ['mounting']],
    [undefined, ['mounting']],
  ])('that of %s', async (vm, lines) => {
    expect(await read(vm, verdictOfTwo(''))).toEqual(lines);
  });

  it('refuses a VM that there is not, and knows the others', async () => {
    const refusal = { code: 'ERR_RAPIDO_USAGE', message: 'r has no VM x.' };
    await expect(read('x', verdictOfTwo(''))).rejects.toMatchObject({ ...refusal, hint: 'It has the VMs srv, cli.' });
    await expect(read('x', verdictOf(''))).rejects.toMatchObject({ ...refusal, hint: 'Its only VM is my-cut.' });
    await expect(read('x')).rejects.toMatchObject({ ...refusal, hint: 'It has the VMs cli, srv.' });
  });

  it('takes those of a run without a result by name alone', async () => {
    expect(await read('srv')).toEqual(['serving']);
    await expect(read(undefined)).rejects.toMatchObject({ hint: 'Say whose log it is to be: --vm cli, or --vm srv' });
    expect(await read('c', undefined, { 'console.log': 'of the first' })).toEqual(['of the first']);
    expect(await read(undefined, undefined, { 'console.log': 'of the first' })).toEqual(['of the first']);
  });
});

describe('consoleLog', () => {
  const log = '   3.000| boot\n   4.500| hello\n   5.500| one\n   7.100| after\n';

  it('is whole, also where no times are', async () => {
    expect(await texts(consoleLog(storedRun({ 'console.log': log }), {}))).toEqual(['boot', 'hello', 'one', 'after']);
    expect(await texts(consoleLog(storedRun({ 'console.log': 'raw\n' }), {}))).toEqual(['raw']);
  });

  it.each([
    [0, ['hello']],
    [1, ['one']],
    [2, ['after']],
    [3, []],
  ])('of step %i, by its time', async (step, lines) => {
    const steps = [
      { text: 'autorun', began: 4, seconds: 1, status: 0 },
      { text: 'a', began: 5, seconds: 2, status: 0 },
      { text: 'b', began: 7 },
      { text: 'c' },
    ];
    const run = storedRun({ 'console.log': log }, verdictOf('', { steps }));
    expect(await texts(consoleLog(run, { step }))).toEqual(lines);
  });
});
