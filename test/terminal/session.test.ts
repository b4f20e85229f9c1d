import { beforeAll, describe, expect, test } from 'vitest';
import { nothingLeft, pty, ptyOf, rapido, SELF, temporaryDirectory } from '../helpers/index.js';
import { cutImage } from '../run/vm.js';

const PROMPT = /rapido\d+:.*[#$] /;
let image = '';

beforeAll(async () => {
  image = await cutImage();
});

describe('a session on a terminal', () => {
  test('takes what is typed, follows the terminal’s size, survives Ctrl-C, and ends with the shell’s status', async () => {
    const terminal = pty(['boot', image], { columns: 120, rows: 40 });
    await terminal.waitFor('Hello from Linux');
    await terminal.waitFor(PROMPT);
    terminal.write('echo $((6 * 7)); stty size\r');
    await terminal.waitFor(/42\s/);
    await terminal.waitFor(/40 120\s/);
    terminal.resize(100, 30);
    terminal.write('until [[ $(stty size) == "30 100" ]]; do sleep 0.1; done; echo resi""zed\r');
    await terminal.waitFor('resized');
    terminal.write('(trap "echo inter""rupted; exit" INT; echo sleep""ing; read)\r');
    await terminal.waitFor('sleeping');
    terminal.write('\x03');
    await terminal.waitFor('interrupted');
    terminal.write('\rexit 3\r');
    expect(await terminal.status).toBe(3);
    await nothingLeft();
  });

  test('ends by Ctrl-A x, with the terminal as it was', async () => {
    const shell = ptyOf(['bash', '--norc'], { env: { PS1: 'host> ' } });
    await shell.waitFor('host> ');
    shell.write(`before=$(stty -g); ${process.execPath} '${SELF.cli}' boot '${image}'\r`);
    await shell.waitFor(PROMPT);
    shell.write('\x01x');
    await shell.waitFor(/host> $/);
    shell.write('echo "status $?"; [[ $(stty -g) == "$before" ]] && echo as""-before; exit\r');
    await shell.waitFor('status 0');
    await shell.waitFor('as-before');
    expect(await shell.status).toBe(0);
    await nothingLeft();
  });

  test('--shell gives one after the steps', async () => {
    const terminal = pty(['boot', image, '-x', 'cd /proc; echo step""-ran', '--shell']);
    await terminal.waitFor('step-ran');
    await terminal.waitFor(PROMPT);
    terminal.write('shutdown\r');
    expect(await terminal.status).toBe(0);
  });
});

describe('progress', () => {
  test('is a live tree on a terminal, and the results alone go to a file', async () => {
    const directory = temporaryDirectory();
    const command = `${process.execPath} '${SELF.cli}' run simple-example -x 'uname -s' > out; cat out; exit 7`;
    const terminal = ptyOf(['bash', '-c', command], { cwd: directory });
    expect(await terminal.status).toBe(7);
    const { text } = terminal.screen;
    expect(text).toMatch(/\x1b\[/);
    expect(text).toContain('✔');
    expect(text).toMatch(/pass[\s\S]*Linux\r\n$/);
  });

  test.each([
    ['20 columns', { columns: 20 }, {}],
    ['no columns', { columns: 80 }, { COLUMNS: '0' }],
    ['NO_COLOR', {}, { NO_COLOR: '1' }],
  ])('is readable with %s', async (name, size, env) => {
    const terminal = pty(['cut', 'simple-example', '--fresh'], { ...size, env });
    expect(await terminal.status).toBe(0);
    const { text } = terminal.screen;
    expect(text).toContain('Build the image');
    if (name === 'NO_COLOR') expect(text).not.toMatch(/\x1b\[3\dm/);
  });

  test('is plain lines with TERM=dumb', async () => {
    const terminal = ptyOf(['env', 'TERM=dumb', process.execPath, SELF.cli, 'cut', 'simple-example']);
    expect(await terminal.status).toBe(0);
    expect(terminal.screen.text).not.toContain('\x1b');
  });

  test('without a terminal is plain lines, and --shell is refused', async () => {
    const { status, stderr } = await rapido(['cut', 'simple-example']);
    expect(status).toBe(0);
    expect(stderr).not.toContain('\x1b');
    expect(await rapido(['boot', image, '--shell'])).toMatchObject({
      status: 129,
      stderr: expect.stringContaining('--shell needs a terminal'),
    });
  });

  test('a reader that goes away is no bug', async () => {
    const command = `set -o pipefail; ${process.execPath} '${SELF.cli}' list | true; ${process.execPath} '${SELF.cli}' boot '${image}' -x 'seq 100000' 2>err | head -n 1; cat err`;
    const terminal = ptyOf(['bash', '-c', command], { cwd: temporaryDirectory() });
    await terminal.status;
    expect(terminal.screen.text).not.toContain('bug in Rapido');
    await nothingLeft();
  });
});
