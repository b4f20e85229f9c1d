// The guest's console on the user's terminal, and the terminal afterwards. One boot checks many things.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningVm, Verdict } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { cliCommand, nothingLeft, pty, ptyOf, rapido, SANDBOX, SELF, type Terminal } from '../helpers/index.js';
import { cutImage, steps } from '../run/vm.js';

const PROMPT = /rapido\d+:\S*# /;
const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const UP = '\x1b[A';
const plainly = { env: { NO_COLOR: '1' }, columns: 200 };
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
  const command = ['env', 'TERM=of-tomorrow', ...cliCommand(['boot', image, ...args])];
  const terminal = ptyOf(command, plainly);
  await terminal.waitFor('Ctrl-A x ends it.');
  terminal.resize(191, 33); // while the VM boots
  await terminal.waitFor('waiting\r\r\n');
  terminal.write(CTRL_Z);
  await terminal.waitFor('^Z');
  terminal.write(CTRL_C);
  await terminal.waitFor('autorun: exit status 130\r');
  await terminal.waitFor(/\$ echo "step: \$COLOUR"\s+step: blue\s+\$ \S+\/asks.sh\r/);
  terminal.write('typed\r');
  await terminal.waitFor(/got typed in \/tmp\s+\$ exit 4\s+exit status 4\r/);

  await terminal.waitFor(PROMPT);
  await type(terminal, 'stty size; echo "$TERM $COLOUR $PWD"');
  await terminal.waitFor(/33 191\s+xterm-256color blue \/tmp\r/);
  await type(terminal, 'ps -o args= -e');
  await terminal.waitFor(/sleep 1001\r/);
  await terminal.waitFor(PROMPT);
  await type(terminal, '(echo run""ning; exec sleep 1002)');
  await terminal.waitFor('running');
  terminal.write(CTRL_Z);
  await terminal.waitFor(/Stopped +\(/);
  await terminal.waitFor(PROMPT);
  await type(terminal, 'bg; (echo run""ning; exec sleep 1003)');
  await terminal.waitFor('running');
  terminal.write(CTRL_C);
  await terminal.waitFor(PROMPT);
  await type(terminal, 'jobs');
  await terminal.waitFor(/Running .*sleep 1002/);
  await terminal.waitFor(PROMPT);
  await type(terminal, 'echo $((6*7))');
  await terminal.waitFor('\r42\r');
  await terminal.waitFor(PROMPT);
  terminal.write(UP);
  await terminal.waitFor('echo $((6*7))');
  terminal.write('\x7f\x7f\x7f8))\r');
  await terminal.waitFor('\r48\r');
  await terminal.waitFor(PROMPT);
  terminal.write('exit\r');
  expect(await terminal.status).toBe(130);
  expect(terminal.screen.text).toContain('interrupted, exit code 130: autorun was interrupted\r\n');
  await nothingLeft();
});

/** Types a command, and waits for its echo. */
async function type(terminal: Terminal, command: string): Promise<void> {
  terminal.write(`${command}\r`);
  await terminal.waitFor(`${command}\r`);
}

test.each([
  ['exit 125', 125, 'untestable, exit code 125: the shell ended with 125: skip this kernel'],
  ['(exit 9); false; exit', 0, 'pass: autorun ended with status 0'],
  ['echo c >/proc/sysrq-trigger', 101, 'panic, exit code 101: kernel panic: sysrq triggered crash'],
])('%s in the shell: %i', async (command, status, said) => {
  const terminal = pty(['boot', plain], plainly);
  await terminal.waitFor(PROMPT);
  terminal.write(`${command}\r`);
  expect(await terminal.status).toBe(status);
  expect(terminal.screen.text).toContain(said);
  expect(terminal.screen.text).not.toContain('The end of the console'); // which was on this very terminal
});

test('after Ctrl-A x the screen, the cursor, the mouse and pasting are as they were', async () => {
  const terminal = pty(['boot', plain], plainly);
  await terminal.waitFor(PROMPT);
  terminal.write(`${String.raw`printf '\e[?1049h\e[?25l\e[?1000;1006h'`}\r`);
  await terminal.waitFor('\x1b[?1000;1006h');
  await terminal.waitFor(PROMPT);
  terminal.write('\x01x');
  await terminal.waitFor('QEMU: Terminated');
  expect(await terminal.status).toBe(0);
  const [, rest = ''] = terminal.screen.text.split('QEMU: Terminated');
  for (const undone of ['1049l', '25h', '1000l', '1006l', '2004l']) expect(rest).toContain(`\x1b[?${undone}`);
  expect(rest).toContain('\r\npass: autorun ended');
});

test('QEMU is killed: the terminal is as it was, for a script too', async () => {
  const script = 'before=$(stty -g); "$@"; echo "status $?"; [ "$(stty -g)" = "$before" ] && echo "as before"';
  const terminal = ptyOf(['sh', '-c', script, 'sh', ...cliCommand(['boot', plain])], plainly);
  await terminal.waitFor(PROMPT);
  const [vm] = JSON.parse((await rapido(['ps', '--json'])).stdout) as RunningVm[];
  process.kill(vm?.qemuPid ?? Number.NaN, 'SIGKILL');
  await terminal.waitFor('\r\nended, exit code 104: QEMU was killed by SIGKILL after the last step\r\n');
  await terminal.waitFor('status 104\r\nas before\r\n');
});

test.each([
  ['with the console on it', []],
  ['with the output of steps on it', steps('echo up; sleep 1000')],
])('a terminal that is closed %s ends the VM', async (_, args) => {
  const before = new Set(readdirSync(RUNS));
  const terminal = pty(['boot', plain, ...args]);
  await terminal.waitFor(args.length === 0 ? PROMPT : 'up\r\n');
  terminal.close();
  await nothingLeft();
  const bundle = readdirSync(RUNS).find((name) => !before.has(name)) ?? '';
  const verdict = JSON.parse(readFileSync(join(RUNS, bundle, 'result.json'), 'utf8')) as Verdict;
  expect(verdict).toMatchObject({ outcome: 'interrupted', exitCode: 143 });
});

test('a reader that has enough (EPIPE) changes neither the run nor its status', async () => {
  const numbers = steps('for ((i = 0; i < 20000; i++)); do echo "number $i"; done; exit 4');
  const pipe = '"$@" | head -n 1; echo "${PIPESTATUS[*]}"';
  const shell = ptyOf(['bash', '-c', pipe, 'bash', ...cliCommand(['boot', plain, ...numbers])], plainly);
  await shell.waitFor('number 0\r\n');
  await shell.waitFor('fail, exit code 4: ');
  await shell.waitFor('4 0\r\n');
});

test('a terminal without columns is written to line by line, as a dumb one', async () => {
  const cut = cliCommand(['cut', './waits.fest', '--fresh']);
  for (const setting of ['stty cols 0', 'export TERM=dumb']) {
    const terminal = ptyOf(['sh', '-c', `${setting}; exec "$@"`, 'sh', ...cut], { cwd: cuts, env: { NO_COLOR: '1' } });
    expect(await terminal.status).toBe(0);
    expect(terminal.screen.text).not.toContain('\x1b');
    expect(terminal.screen.text).toMatch(/^Kernel: .*\r\nGather files and modules: .*\r\n/);
  }
});

test('without colours the tree is alive all the same, and gives the cursor back', async () => {
  const terminal = pty(['cut', './waits.fest'], { cwd: cuts, columns: 20, env: { NO_COLOR: '1' } });
  expect(await terminal.status).toBe(0);
  const { text } = terminal.screen;
  expect(text).not.toMatch(/\x1b\[[\d;]*m/);
  expect(text).toContain('\x1b[?25l');
  expect(text.lastIndexOf('\x1b[?25h')).toBeGreaterThan(text.lastIndexOf('\x1b[?25l'));
});
