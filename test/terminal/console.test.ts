// The guest's console on the user's terminal, and the terminal afterwards. One boot checks many things.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningVm, Verdict } from '@rapido/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { cliCommand, nothingLeft, pty, ptyOf, rapido, SANDBOX, SELF, type Terminal } from '../helpers/index.js';
import { cutImage, steps } from '../run/vm.js';

const PROMPT = /rapido\d+:\S*# /;
const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const UP = '\x1b[A';
const RUNS = join(SELF.directories.home, '.local/state/rapido/runs');
const cuts = join(SANDBOX, 'cuts');
let image = '';
let plain = '';

beforeAll(async () => {
  mkdirSync(cuts);
  writeFileSync(join(cuts, 'waits.fest'), 'autorun waits.sh\n');
  writeFileSync(join(cuts, 'waits.sh'), 'cd /tmp; export COLOUR=blue\nsleep 1001 &\necho waiting\nsleep 1000\n');
  writeFileSync(join(cuts, 'asks.sh'), '#!/bin/bash\nread -r answer; echo "got $answer in $PWD"\n');
  image = await cutImage(['--bin', 'ps'], join(cuts, 'waits.fest'));
  plain = await cutImage();
});

test('Ctrl-C, Ctrl-Z, history, size and TERM are those of a terminal, in steps and in the shell after them', async () => {
  const args = ['--shell', '--keep-going', '-x', 'echo "step: $COLOUR"', '-f', join(cuts, 'asks.sh'), '-x', 'exit 4'];
  const terminal = pty(['boot', image, ...args], { env: { TERM: 'of-tomorrow' } });
  await terminal.waitFor('Ctrl-A x ends it.');
  terminal.resize(91, 33); // while the VM boots
  await terminal.waitFor('waiting\r\n');
  terminal.write(CTRL_Z);
  await terminal.waitFor('^Z');
  terminal.write(CTRL_C);
  await terminal.waitFor('autorun: exit status 130\r\n');
  await terminal.waitFor(`$ echo "step: $COLOUR"\r\nstep: blue\r\n$ ${cuts}/asks.sh\r\n`);
  terminal.write('typed\r');
  await terminal.waitFor('got typed in /tmp\r\n$ exit 4\r\nexit status 4\r\n');

  await terminal.waitFor(PROMPT);
  await type(terminal, 'stty size; echo "$TERM $COLOUR $PWD"', '33 91\r\nxterm-256color blue /tmp\r\n');
  await type(terminal, 'ps -o args= -e', /sleep 1001\r\n/);
  await type(terminal, 'sleep 1002', '\r\n');
  terminal.write(CTRL_Z);
  await terminal.waitFor(/Stopped +sleep 1002\r\n/);
  await terminal.waitFor(PROMPT);
  await type(terminal, 'fg', 'sleep 1002\r\n');
  terminal.write(CTRL_C);
  await terminal.waitFor(PROMPT);
  await type(terminal, 'echo $((6*7))', '42\r\n');
  await terminal.waitFor(PROMPT);
  terminal.write(UP);
  await terminal.waitFor('echo $((6*7))');
  terminal.write('\x7f\x7f\x7f*8))\r');
  await terminal.waitFor('\r\n48\r\n');
  await terminal.waitFor(PROMPT);
  terminal.write('exit\r');
  expect(await terminal.status).toBe(130);
  expect(terminal.screen.text).toContain('interrupted, exit code 130: autorun was interrupted\r\n');
  await nothingLeft();
});

/** Types a command and waits for what it prints, behind its echo. */
async function type(terminal: Terminal, command: string, printed: string | RegExp): Promise<void> {
  terminal.write(`${command}\r`);
  await terminal.waitFor(`${command}\r\n`.slice(-20));
  if (printed !== '\r\n') await terminal.waitFor(printed);
}

test.each([
  ['exit 125', 125, 'untestable, exit code 125: the shell ended with 125: skip this kernel'],
  ['(exit 9); false; exit', 0, 'pass: autorun ended with status 0'],
  ['poweroff', 0, 'pass: autorun ended with status 0'],
  ['echo c >/proc/sysrq-trigger', 104, 'ended, exit code 104: Kernel panic - not syncing: sysrq triggered crash'],
])('%s in the shell: %i', async (command, status, said) => {
  const terminal = pty(['boot', plain], { columns: 200 });
  await terminal.waitFor(PROMPT);
  terminal.write(`${command}\r`);
  expect(await terminal.status).toBe(status);
  expect(terminal.screen.text).toContain(said);
  expect(terminal.screen.text).not.toContain('The end of the console'); // which was on this very terminal
});

describe('the terminal is as it was, and so tells the program that started rapido', () => {
  // A script has no job control: who is killed in it leaves the terminal to it.
  const script = 'before=$(stty -g); "$@"; echo "status $?"; until [ "$(stty -g)" = "$before" ]; do :; done; echo "as before"';
  const inScript = () => ptyOf(['sh', '-c', script, 'sh', ...cliCommand(['boot', plain])]);

  test('after Ctrl-A x, with the screen, cursor, mouse and pasting as they were', async () => {
    const terminal = inScript();
    await terminal.waitFor(PROMPT);
    terminal.write(String.raw`printf '\e[?1049h\e[?25l\e[?1000;1006h''up'` + '\r');
    await terminal.waitFor('1006hup');
    terminal.write('\x01x');
    await terminal.waitFor('QEMU: Terminated');
    const rest = await terminal.waitFor(/[^]*status 0\r\nas before/);
    for (const undone of ['1049l', '25h', '1000l', '1006l', '2004l']) expect(rest).toContain(`\x1b[?${undone}`);
    expect(rest).toMatch(/\r\npass: /);
    expect(await terminal.status).toBe(0);
  });

  test('after the death of QEMU', async () => {
    const terminal = inScript();
    await terminal.waitFor(PROMPT);
    process.kill((await runningVm()).qemuPid, 'SIGKILL');
    await terminal.waitFor('\r\nended, exit code 104: QEMU was killed by SIGKILL after the last step\r\n');
    await terminal.waitFor('status 104\r\nas before');
  });

  test('after the death of rapido', async () => {
    const terminal = inScript();
    await terminal.waitFor(PROMPT);
    process.kill((await runningVm()).pid, 'SIGKILL');
    await terminal.waitFor('status 137\r\n');
    await terminal.waitFor('as before');
    await nothingLeft();
  });

  test('unless a shell has taken it back, that knows better', async () => {
    const shell = ptyOf(['sh', '-c', 'set -m; "$@"; stty rows 24; stty raw; read go; stty -a', 'sh', ...cliCommand(['boot', plain])]);
    await shell.waitFor(PROMPT);
    process.kill((await runningVm()).pid, 'SIGKILL');
    await onlyLeft(shell.pid);
    shell.write('\n');
    expect(await shell.waitFor(/-?icanon/)).toBe('-icanon');
  });
});

async function runningVm(): Promise<RunningVm> {
  const [vm] = JSON.parse((await rapido(['ps', '--json'])).stdout) as RunningVm[];
  if (!vm) throw new Error('No VM is running.');
  return vm;
}
