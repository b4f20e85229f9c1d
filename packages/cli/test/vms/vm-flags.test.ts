import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkVmFlags, flagsFor, kernelsFor, type RunFlags } from '../../src/vms/vm-flags.js';

const flags = (more: object): RunFlags => more as RunFlags;
const VMS = ['srv', 'cli'];

describe('flagsFor', () => {
  it("gives a VM its own value of what has one, else everybody's", () => {
    const given = flags({ memory: ['1G', '@srv=2G'], cpus: ['@cli=4'], kernel: ['/a', '@srv=/b=c'], warm: true });
    expect(flagsFor(given, 'srv')).toMatchObject({ memory: '2G', cpus: undefined, kernel: '/b=c', warm: true });
    expect(flagsFor(given, 'cli')).toMatchObject({ memory: '1G', cpus: 4, kernel: '/a' });
  });

  it("gives a VM everybody's values and its own of what may have several", () => {
    const given = flags({ append: ['a=1', '@srv=b=2', 'c'], bin: ['ls'], get: ['@cli=/var/log'], file: ['./@x:/y'] });
    expect(flagsFor(given, 'srv')).toMatchObject({
      append: ['a=1', 'b=2', 'c'],
      bin: ['ls'],
      get: [],
      file: ['./@x:/y'],
    });
    expect(flagsFor(given, 'cli')).toMatchObject({ append: ['a=1', 'c'], get: ['/var/log'], tree: undefined });
  });

  it('takes ~ for the home directory, as a shell does not behind @NAME=', () => {
    const given = flags({ kernel: ['@srv=~/linux', '~x'], file: ['@srv=~/a:/b'] });
    expect(flagsFor(given, 'srv')).toMatchObject({ kernel: join(homedir(), 'linux'), file: [`${homedir()}/a:/b`] });
    expect(flagsFor(given, 'cli').kernel).toBe('~x');
  });

  it('knows --gdb with and without "wait"', () => {
    expect(flagsFor(flags({ gdb: ['run', '@srv=wait'] }), 'srv').gdb).toBe('wait');
    expect(flagsFor(flags({ gdb: ['@srv'] }), 'srv').gdb).toBe('run');
    expect(flagsFor(flags({ gdb: ['@srv'] }), 'cli').gdb).toBeUndefined();
  });

  it.each([
    [{ memory: ['1G', '2G'] }, '--memory is given twice for the VM srv: 1G and 2G.'],
    [{ cpus: ['@srv=1', '@srv=2'] }, '--cpus is given twice for the VM srv'],
    [{ cpus: ['many'] }, '"many" is no number of CPUs'],
    [{ cpus: ['0'] }, '"0" is no number of CPUs'],
    [{ gdb: ['@srv=later'] }, '--gdb knows "wait"'],
  ])('refuses %j', (given, message) => {
    expect(() => flagsFor(flags(given), 'srv')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 129 }),
    );
  });
});

describe('kernelsFor', () => {
  it('are two where they are to be compared', () => {
    const both = { kernel: ['/a', '@srv=/s', '/b'] };
    expect(kernelsFor(both, 'srv')).toEqual(['/s']);
    expect(kernelsFor(both, 'cli')).toEqual(['/a', '/b']);
  });
});

describe('checkVmFlags', () => {
  it('names the VMs there are where one is unknown', () => {
    const refused = (given: object) => () => checkVmFlags(flags(given), VMS);
    const those = expect.objectContaining({ hint: 'There are srv, cli.', exitCode: 129 });
    expect(refused({ kernel: ['@server=/x'] })).toThrow('--kernel @server=/x: there is no VM server in this run.');
    for (const given of [{ gdb: ['@x'] }, { disk: ['@x=size=1G'] }, { set: ['x:CIFS_PW=secret'] }]) {
      expect(refused(given)).toThrow(those);
    }
    expect(refused({ set: ['x:CIFS_PW=secret'] })).not.toThrow(/secret/);
    expect(refused({ memory: ['@srv'] })).toThrow('--memory @srv: the value is missing.');
    expect(refused({ set: ['srv:A=b:c=d', 'A=@x=1'], kernel: ['@cli=/x'] })).not.toThrow();
  });
});
