import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SteppedVm, stepsOf } from '../../src/verbs/steps.js';
import { temporaryDirectory } from '../helpers/cli.js';

const vm = (name: string, isService = false): SteppedVm => ({ name, isService });
const flag = (name: string, input: string) => ({ type: 'flag', flag: name, input });

describe('stepsOf', () => {
  it('keeps the order of -x and -f', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'test.sh'), '#!/bin/sh\n');
    const raw = [
      flag('exec', 'uname -r'),
      { type: 'arg', input: 'simple-example' },
      flag('script', './test.sh'),
      flag('kernel', '/linux'),
      flag('exec', 'exit 7'),
    ];
    expect(await stepsOf(raw, { cwd, vms: [vm('simple-example')] })).toEqual(
      new Map([
        [
          'simple-example',
          [
            { kind: 'command', text: 'uname -r' },
            { kind: 'script', path: join(cwd, 'test.sh') },
            { kind: 'command', text: 'exit 7' },
          ],
        ],
      ]),
    );
  });

  it('refuses a script that is not there', async () => {
    const raw = [flag('script', 'missing.sh')];
    await expect(stepsOf(raw, { cwd: '/nonexistent', vms: [vm('x')] })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_USAGE',
      message: expect.stringContaining('/nonexistent/missing.sh'),
    });
  });

  const steps = async (vms: readonly SteppedVm[], ...texts: readonly string[]) =>
    Object.fromEntries(
      await stepsOf(
        texts.map((text) => flag('exec', text)),
        { cwd: '/', vms },
      ),
    );
  const run = (...texts: readonly string[]) => texts.map((text) => ({ kind: 'command', text }));

  it('gives a command to the VM that it names, and a script', async () => {
    expect(await steps([vm('client')], '@client mount -a')).toEqual({ client: run('mount -a') });
    const vms = [vm('srv', true), vm('cli')];
    expect(await steps(vms, '@srv a', 'b', '@cli c', '@srv  d\ne')).toEqual({
      srv: run('a', 'd\ne'),
      cli: run('b', 'c'),
    });
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'a test.sh'), '#!/bin/sh\n');
    const raw = [flag('script', '@srv a test.sh')];
    expect(await stepsOf(raw, { cwd, vms })).toEqual(
      new Map([['srv', [{ kind: 'script', path: join(cwd, 'a test.sh') }]]]),
    );
    await expect(steps(vms, '@server mount -a')).rejects.toMatchObject({
      message: "-x '@server mount -a': there is no VM server in this run.",
      hint: 'There are srv, cli.',
    });
  });

  it('refuses what is for a VM and is nothing, and for no VM', async () => {
    const vms = [vm('srv', true), vm('cli')];
    for (const text of ['@cli', '@cli  ']) await expect(steps(vms, text)).rejects.toThrow('what is to be run?');
    await expect(steps(vms, '@ true')).rejects.toThrow('is followed by no name');
  });

  it('gives what names none to the only VM that is no server', async () => {
    expect(await steps([vm('srv', true)], 'a')).toEqual({ srv: run('a') });
    const unclear = { message: "-x 'a b': for which VM? There are x, y.", exitCode: 129 };
    await expect(steps([vm('x'), vm('y')], 'a b')).rejects.toMatchObject({ ...unclear, hint: "As -x '@x a b'" });
    await expect(steps([vm('x', true), vm('y', true)], 'a b')).rejects.toMatchObject(unclear);
  });
});
