import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SANDBOX } from '../helpers/index.js';
import { boot, cutImage, steps } from './vm.js';

/** What the autorun does is chosen on the kernel command line. */
const AUTORUN = `
[[ -e /rapido/image.json ]] || exit 1
case $(</proc/cmdline) in
  *mode=exit*) echo 'going'; exit 3 ;;
  *mode=errexit*) set -e; cd /proc; false; echo 'not reached' ;;
  *mode=last*) trap 'echo own trap' EXIT; export KEPT=yes; cd /proc; (exit 4) ;;
  *mode=off*) poweroff ;;
esac
`;
let image = '';

beforeAll(async () => {
  const cut = join(SANDBOX, 'cut');
  mkdirSync(cut);
  const text = `export const cut = { name: 'lone', summary: '', manifest: (m) => m.autorun('auto.sh') };\n`;
  writeFileSync(join(cut, 'my-cut.js'), text);
  writeFileSync(join(cut, 'auto.sh'), AUTORUN);
  image = await cutImage([], join(cut, 'my-cut.js'));
});

describe('a step that fails gives the exit code and is the last one', () => {
  test.each([
    ['exit 125', 125, 'untestable', 'step 2 (exit 125) ended with 125: skip this kernel'],
    ['no-such-program', 127, 'fail', 'step 2 (no-such-program) ended with status 127'],
    ['/etc/passwd', 126, 'fail', 'step 2 (/etc/passwd) ended with status 126'],
    ['exit 200', 95, 'fail', 'step 2 (exit 200) ended with status 200'],
    ['kill -SEGV $$', 95, 'fail', 'step 2 (kill -SEGV $$) ended with status 139'],
    ['false && shutdown', 1, 'fail', 'step 2 (false && shutdown) ended with status 1'],
  ])('%s', async (command, exitCode, outcome, reason) => {
    const { status, stdout, verdict } = await boot(image, steps('echo first', command, 'echo last'));
    expect(verdict).toMatchObject({ outcome, exitCode, reason });
    expect(status).toBe(exitCode);
    expect(stdout).toMatch(/^first\n/);
    expect(stdout).not.toContain('last\n');
  });
});

describe('the VM powered off by a step', () => {
  test.each([
    ['poweroff', 0, 'all 2 steps ended with status 0'],
    ['true && shutdown', 0, 'all 2 steps ended with status 0'],
  ])('%s: the status so far', async (command, exitCode, reason) => {
    const { status, stdout, verdict } = await boot(image, steps('echo first', `echo before; ${command}; echo after`));
    expect(verdict).toMatchObject({ outcome: 'pass', exitCode, reason });
    expect(status).toBe(exitCode);
    expect(stdout).toBe('first\nbefore\n');
  });

  test('before a later step has run', async () => {
    const { status, stdout, verdict } = await boot(image, steps('echo first; reboot', 'echo last'));
    expect(verdict).toMatchObject({
      outcome: 'ended',
      reason: 'the VM was powered off before step 2 (echo last) had run',
    });
    expect(status).toBe(104);
    expect(stdout).toBe('first\n');
  });
});

describe('an autorun that fails', () => {
  test('by exit: no step is run', async () => {
    const { status, stdout, stderr } = await boot(image, ['--append', 'mode=exit', ...steps('echo step')]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^going$/m);
    expect(stderr).toContain('\nfail, exit code 3: autorun ended with status 3\n');
    expect(status).toBe(3);
  });

  test('by its set -e: with --keep-going steps are run where it got to', async () => {
    const args = ['--append', 'mode=errexit', '--keep-going', ...steps('echo "$PWD"', 'exit 9')];
    const { status, stdout, stderr, verdict } = await boot(image, args);
    expect(stderr).not.toContain('not reached');
    expect(stdout).toBe('/proc\n');
    expect(verdict).toMatchObject({ exitCode: 1, reason: 'autorun ended with status 1' });
    expect(status).toBe(1);
  });

  test('by its last command, with a trap of its own', async () => {
    const args = ['--append', 'mode=last', '--keep-going', ...steps('echo "$KEPT"')];
    const { status, stdout, stderr } = await boot(image, args);
    expect(stderr).toMatch(/^own trap$/m);
    expect(stdout).toBe('yes\n');
    expect(status).toBe(4);
  });

  test('by powering off: the steps have not run', async () => {
    const { status, verdict } = await boot(image, ['--append', 'mode=off', ...steps('true')]);
    expect(verdict.reason).toBe('the VM was powered off before step 1 (true) had run');
    expect(status).toBe(104);
  });
});
