import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/verbs/steps.js';
import { temporaryDirectory } from '../helpers/cli.js';

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
    expect(await stepsOf(raw, { cwd, vm: 'simple-example' })).toEqual([
      { kind: 'command', text: 'uname -r' },
      { kind: 'script', path: join(cwd, 'test.sh') },
      { kind: 'command', text: 'exit 7' },
    ]);
  });

  it('refuses a script that is not there', async () => {
    const raw = [flag('script', 'missing.sh')];
    await expect(stepsOf(raw, { cwd: '/nonexistent', vm: 'x' })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_USAGE',
      message: expect.stringContaining('/nonexistent/missing.sh'),
    });
  });

  it('gives a command to the VM that it names', async () => {
    const steps = (text: string) => stepsOf([flag('exec', text)], { cwd: '/', vm: 'client' });
    expect(await steps('@client mount -a')).toEqual([{ kind: 'command', text: 'mount -a' }]);
    await expect(steps('@server mount -a')).rejects.toThrow(/there is no VM server/);
  });
});
