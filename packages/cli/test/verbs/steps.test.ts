import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/verbs/steps.js';

const flag = (name: string, input: string) => ({ type: 'flag', flag: name, input });

describe('stepsOf', () => {
  it('keeps the order of -x and -f', () => {
    const raw = [
      flag('exec', 'uname -r'),
      { type: 'arg', input: 'simple-example' },
      flag('script', './test.sh'),
      flag('kernel', '/linux'),
      flag('exec', 'exit 7'),
    ];
    expect(stepsOf(raw, { cwd: '/home/me', vm: 'simple-example' })).toEqual([
      { kind: 'command', text: 'uname -r' },
      { kind: 'script', path: '/home/me/test.sh' },
      { kind: 'command', text: 'exit 7' },
    ]);
  });

  it('gives a command to the VM that it names', () => {
    const steps = (text: string) => stepsOf([flag('exec', text)], { cwd: '/', vm: 'client' });
    expect(steps('@client mount -a')).toEqual([{ kind: 'command', text: 'mount -a' }]);
    expect(() => steps('@server mount -a')).toThrow(/there is no VM server/);
  });
});
