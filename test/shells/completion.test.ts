// What bash, zsh and fish complete for rapido, typed on a terminal, with their own quoting.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliCommand, ptyOf, rapido, SANDBOX, SELF, type Terminal } from '../helpers/index.js';

const SHELLS = {
  bash: { command: ['bash', '--norc', '--noprofile', '-i'], setUp: 'source <(rapido completion bash)' },
  zsh: { command: ['zsh', '-f', '-i'], setUp: 'source <(rapido completion zsh)' },
  fish: { command: ['fish', '--no-config', '-i'], setUp: 'rapido completion fish | source' },
} as const;

type Shell = keyof typeof SHELLS;

const cwd = join(SANDBOX, 'my project');
const programs = join(SANDBOX, 'programs');
const env = { PATH: `${programs}:${process.env['PATH']}` };

/** A rapido that completes as the built one does, and else prints the words that it is called with. */
const RAPIDO = `#!/bin/sh
case $1 in __complete | completion) exec ${cliCommand([])
  .map((word) => `'${word}'`)
  .join(' ')} "$@" ;; esac
printf 'words:'
printf ' <%s>' "$@"
printf '.\\n'
`;

beforeAll(() => {
  mkdirSync(join(cwd, 'kernel tree'), { recursive: true });
  mkdirSync(join(cwd, 'below'));
  mkdirSync(programs);
  for (const name of ['little cut.fest', 'below/deep.fest', 'image file.img', 'simon'])
    writeFileSync(join(cwd, name), '');
  writeFileSync(join(programs, 'rapido'), RAPIDO);
  chmodSync(join(programs, 'rapido'), 0o755);
});

/** fish keeps a pipe there by which its instances tell each other of variables. */
afterAll(() => rmSync(join(SELF.directories.runtime, 'fish_universal_variables.notifier'), { force: true }));

/** What is typed (\`\\t\` is the Tab key), and the words that rapido is called with then. */
const TYPED: readonly (readonly [string, readonly string[]])[] = [
  ['ru\tsimple-e\t--net=us\t', ['run', 'simple-example', '--net=user']],
  ['cut --set VM_NET=me\tsimple-n\t', ['cut', '--set', 'VM_NET=mesh', 'simple-network']],
  ['cut --set BR_DE\trap\t', ['cut', '--set', 'BR_DEV=rapido-br']],
  ["cut --set 'VM_NET=me\t", ['cut', '--set', 'VM_NET=mesh']],
  ['cut --set vm2:VM_NET=me\t', ['cut', '--set', 'vm2:VM_NET=mesh']],
  ['cut --set=VM_NET=me\t', ['cut', '--set=VM_NET=mesh']],
  ['run -k ker\t', ['run', '-k', 'kernel tree']],
  ['run --kernel=ker\t', ['run', '--kernel=kernel tree']],
  ['run --set KERNEL_SRC=ker\t', ['run', '--set', 'KERNEL_SRC=kernel tree']],
  ['run --out ima\tsimple-e\t', ['run', '--out', 'image file.img', 'simple-example']],
  ['cut ./lit\t', ['cut', './little cut.fest']],
  ['cut lit\t', ['cut', 'little cut.fest']],
  ['cut bel\td\t', ['cut', 'below/deep.fest']],
  ['run simple-example -- si\t', ['run', 'simple-example', '--', 'si']],
  ['results g\t--dry\t', ['results', 'gc', '--dry-run']],
  ['help cut simple-e\t', ['help', 'cut', 'simple-example']],
  ['help compl\t', ['help', 'completion']],
  ['logs --lev\twar\t', ['logs', '--level', 'warn']],
];

describe.each(Object.keys(SHELLS) as Shell[])('%s', (shell) => {
  test('completes what is typed, with what needs quoting quoted', async () => {
    const terminal = await open(shell);
    const found: [string, string][] = [];
    for (const [typed] of TYPED) {
      terminal.write(`rapido ${typed}\r`);
      found.push([typed, await terminal.waitFor(/words: .*\.\r/)]);
    }
    terminal.write('exit\r');
    await terminal.status;
    // zsh takes the slash of a directory away when the word ends.
    const plain = found.map(([typed, words]) => [typed, words.replace('/>', '>')]);
    expect(plain).toEqual(
      TYPED.map(([typed, words]) => [typed, `words: ${words.map((word) => `<${word}>`).join(' ')}.\r`]),
    );
  });

  test('finds the rapido that is typed, from any directory', async () => {
    const terminal = await open(shell, { PATH: process.env['PATH'] }, '../programs/rapido');
    terminal.write('../programs/rapido cut simple-e\t\r');
    await terminal.waitFor('words: <cut> <simple-example>.');
    terminal.write('exit\r');
    await terminal.status;
  });
});

test('zsh finds the script as a file of its own, and shows what candidates are', async () => {
  const functions = join(SANDBOX, 'functions');
  mkdirSync(functions);
  const { stdout } = await rapido(['completion', 'zsh']);
  writeFileSync(join(functions, '_rapido'), stdout);
  const terminal = ptyOf(SHELLS.zsh.command, { cwd, env: { ...env, PS1: '$ ' }, columns: 200 });
  terminal.write(`fpath=('${functions}' $fpath); autoload -Uz compinit; compinit -u -D; echo rea""dy\r`);
  await terminal.waitFor(/ready\r/);
  terminal.write('rapido cut \t\t');
  await terminal.waitFor(/simple-example .*-- A shell on the kernel/);
  await terminal.waitFor(/simple-network .*-- A VM in a network/);
  terminal.write('\x15exit\r');
  await terminal.status;
});

test('bash lists what there is', async () => {
  const terminal = await open('bash');
  terminal.write('rapido run --net \t\t');
  await terminal.waitFor(/bridge +mesh +none +user/);
  terminal.write('\x15exit\r');
  await terminal.status;
});

async function open(
  shell: Shell,
  variables: { PATH: string | undefined } = env,
  program = 'rapido',
): Promise<Terminal> {
  const { command, setUp } = SHELLS[shell];
  const terminal = ptyOf(command, { cwd, env: { ...variables, PS1: '$ ' }, columns: 200 });
  terminal.write(`${setUp.replace('rapido', program)}; echo rea""dy\r`);
  await terminal.waitFor(/ready\r/);
  return terminal;
}
