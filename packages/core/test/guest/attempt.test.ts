import { expect, it } from 'vitest';
import { shell } from './shell.js';

const SHOW = 'printf "%s|%s|%s\\n" "$status" "$said" "$kernel_said"';

const attempt = (script: string) => shell('attempt', script);

it('has what the command printed, and its status', () => {
  expect(attempt(`f() { echo a; echo b >&2; return 3; }; attempt 60 f; status=$?; ${SHOW}`).stdout).toBe('3|a\nb\n|\n');
  expect(attempt('attempt 60 true && echo yes').stdout).toBe('yes\n');
});

it('ends a command that is not done in time', () => {
  const command = 'f() { echo begun; echo "$BASHPID" >$T/pid; exec sleep 20; }';
  const { stdout } = attempt(`${command}; attempt 1 f; status=$?; ${SHOW}; wait "$(<$T/pid)"; echo "$?"`);
  expect(stdout).toBe('124|begun\n|\n137\n');
});

it('has what the kernel logged since it began, what repeats once, of what is asked for', () => {
  const command = `f() {
    printf '%s\\n' 'CIFS: a' 'CIFS: a' 'CIFS: no [x] $(touch $T/bad) y' 'eth0: link up' >>$T/kmsg
    return 1
  }`;
  const script = `echo 'CIFS: before' >$T/kmsg; ${command}; attempt 60 f; echo "$kernel_said"; ls $T`;
  const some = attempt(`kernel_records='^CIFS'; ${script}`).stdout;
  expect(some.split('bin\n')[0]).toBe(
    '[    1.000000] CIFS: a (2 times)\n[    1.000000] CIFS: no [x] $(touch $T/bad) y\n',
  );
  expect(some).not.toMatch(/before|^bad$/m);
  expect(attempt(script).stdout).toContain('] eth0: link up\n');
});
