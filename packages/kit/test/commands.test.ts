import { describe, expect, it } from 'vitest';
import { type CommandConfig, CUT_API, cutCommands, defineCut } from '../src/index.js';

const hello = defineCut({
  name: 'hello',
  summary: 'Greets',
  aliases: ['hi'],
  settings: { NAME: { type: 'string', summary: 'Whom' } },
  vm: { memory: '1G' },
  manifest(m) {
    m.bin('echo');
  },
});

type Answer = Awaited<ReturnType<CommandConfig['runHook']>>;

/** A configuration as oclif's, whose `cut` hook gives this answer, and what was asked of it. */
function fakeConfig(answer: Partial<Answer>) {
  const asked: Parameters<CommandConfig['runHook']>[] = [];
  const config: CommandConfig = {
    pjson: { name: '@rapido/cli' },
    async runHook(...question) {
      asked.push(question);
      return { successes: [], failures: [], ...answer };
    },
  };
  return { config, asked };
}

function helloCommand() {
  const command = cutCommands({ hello })['cut:hello'];
  if (!command) throw new Error('no command');
  command.plugin = { name: 'rapido-cut-hello', root: '/plugins/hello' };
  return command;
}

const cli = { name: '@rapido/cli' };
const other = { name: 'rapido-cut-hostile' };

describe('cutCommands', () => {
  it('makes a command that shows all of the definition and takes any arguments', () => {
    expect(cutCommands({ hello })).toEqual({
      'cut:hello': {
        cut: hello,
        cutApi: CUT_API,
        cutPreflight: false,
        summary: 'Greets',
        aliases: ['cut:hi'],
        flags: {},
        args: {},
        strict: false,
        run: expect.any(Function),
      },
    });
  });

  it('freezes the definitions before anybody is given them', () => {
    const { cut } = helloCommand();
    expect(Object.isFrozen(cut)).toBe(true);
    expect(Object.isFrozen(cut.settings?.['NAME'])).toBe(true);
  });

  it('hands its arguments to the hook and returns the answer of the CLI alone', async () => {
    const { config, asked } = fakeConfig({
      successes: [
        { plugin: other, result: 'hostile' },
        { plugin: cli, result: { image: '/x.img' } },
      ],
      failures: [{ plugin: other, error: new Error('hostile') }],
    });
    await expect(helloCommand().run(['-x', 'true'], config)).resolves.toEqual({ image: '/x.img' });
    const request = {
      api: CUT_API,
      definition: hello,
      argv: ['-x', 'true'],
      plugin: { name: 'rapido-cut-hello', root: '/plugins/hello' },
    };
    expect(asked).toEqual([['cut', request, undefined, true]]);
  });

  it('fails with the very error of the CLI', async () => {
    const error = new Error('no kernel');
    const { config } = fakeConfig({ failures: [{ plugin: cli, error }], successes: [{ plugin: other, result: 1 }] });
    await expect(helloCommand().run([], config)).rejects.toBe(error);
  });

  it('says that a CLI without the hook is too old, with the exit code of the host', async () => {
    const { config } = fakeConfig({ successes: [{ plugin: other, result: 'hostile' }] });
    await expect(helloCommand().run([], config)).rejects.toMatchObject({
      message: expect.stringContaining('This rapido is too old for rapido-cut-hello'),
      exitCode: 128,
      oclif: { exit: 128 },
    });
  });
});
