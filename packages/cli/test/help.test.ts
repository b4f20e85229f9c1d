import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

describe('help', () => {
  it('begins with what a newcomer needs', async () => {
    const home = temporaryDirectory();
    for (const args of [[], ['--help'], ['-h'], ['help']]) {
      const { status, stdout, stderr } = await rapido(args, { home });
      expect(stdout).toMatch(/^From a changed kernel[^\n]*\n\nSTART\n {2}rapido run simple-example/);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    }
  });

  it("gives a plugin's cut the flags of the CLI and the settings that it reads", async () => {
    const home = temporaryDirectory();
    const more = `aliases: ['short'], settings: {
      CUT_SRC: { type: 'path', summary: 'Where it is', required: true },
      CUT_MODE: { type: 'enum', summary: 'How', options: ['fast', 'slow'], default: 'fast' },
      CUT_PW: { type: 'string', summary: 'Password', secret: true, default: 'geheim' },
    },`;
    installPlugins(home, { name: '@acme/cuts', code: cutModule('long-name', { more }) });
    for (const name of ['long-name', 'short']) {
      const { stdout } = await rapido(['cut', name, '--help'], { home });
      expect(stdout).toContain(`$ rapido cut ${name} [FLAGS]`);
      expect(stdout).toContain('--kmod=');
      expect(stdout).toContain('CUT_SRC   Where it is (required)');
      expect(stdout).toContain('CUT_MODE  How (fast|slow, default fast)');
      expect(stdout).not.toContain('geheim');
    }
    const { stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('long-name (short)');
    expect(stdout).toContain('[CUT_SRC CUT_MODE CUT_PW]');
  });

  it('gives the commands of rapido net the flags of the CLI as well', async () => {
    const { stdout, status } = await rapido(['net', 'up', '--help'], { home: temporaryDirectory() });
    expect(status).toBe(0);
    for (const flag of ['--vms', '--dry-run', '--yes', '--config', '--set', '--json']) expect(stdout).toContain(flag);
    expect(stdout).not.toContain('--kernel');
  });

  it('explains every exit code and error code', async () => {
    const { stdout } = await rapido(['help', 'exit-codes', '--json'], { home: temporaryDirectory() });
    const codes = JSON.parse(stdout);
    expect(codes.map(({ exitCode }: { exitCode: number }) => exitCode)).toEqual([
      0, 1, 100, 101, 102, 103, 104, 125, 128, 129, 130,
    ]);
    expect(codes.flatMap(({ errors }: { errors: string[] }) => errors)).toContain('ERR_RAPIDO_UNKNOWN_CUT');
  });
});
