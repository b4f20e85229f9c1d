import { describe, expect, it } from 'vitest';
import { type CommandConfig, CUT_API, type NetCommandDefinition, netCommands } from '../src/index.js';

const up: NetCommandDefinition = {
  summary: 'Make it.',
  examples: [{ description: 'All of it', command: 'rapido net up' }],
  flags: {
    vms: { type: 'integer', summary: 'How many.', helpValue: 'N', min: 1, max: 99 },
    yes: { type: 'boolean', char: 'y', summary: 'Do not ask.' },
  },
  async run(net) {
    return net.planUp();
  },
};

describe('netCommands', () => {
  it('makes commands that show their texts, and flags as oclif has them', () => {
    expect(netCommands({ up })).toEqual({
      'net:up': {
        summary: up.summary,
        examples: up.examples,
        netApi: CUT_API,
        aliases: [],
        flags: {
          vms: { name: 'vms', type: 'option', multiple: false, summary: 'How many.', helpValue: 'N' },
          yes: { name: 'yes', type: 'boolean', allowNo: false, char: 'y', summary: 'Do not ask.' },
        },
        args: {},
        strict: false,
        run: expect.any(Function),
      },
    });
  });

  it('hands its frozen definition and its arguments to the CLI, whose answer alone counts', async () => {
    const command = netCommands({ up })['net:up'];
    if (!command) throw new Error('no command');
    command.plugin = { name: '@rapido/net' };
    const asked: unknown[] = [];
    const config: CommandConfig = {
      pjson: { name: '@rapido/cli' },
      async runHook(...question) {
        asked.push(question);
        return {
          successes: [
            { plugin: { name: 'hostile' }, result: 'hostile' },
            { plugin: { name: '@rapido/cli' }, result: 'made' },
          ],
          failures: [],
        };
      },
    };
    await expect(command.run(['--vms', '2'], config)).resolves.toBe('made');
    expect(asked).toEqual([
      ['net', { api: CUT_API, id: 'net:up', definition: up, argv: ['--vms', '2'] }, undefined, true],
    ]);
    expect(Object.isFrozen(up.flags['vms'])).toBe(true);
  });
});
