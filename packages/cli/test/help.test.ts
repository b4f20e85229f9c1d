import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rapido, temporaryDirectory } from './helpers/cli.js';
import { cutModule, installPlugins } from './helpers/plugins.js';

/** A cut that says of itself all that a cut can say. */
const TALKATIVE = `aliases: ['short'], deprecated: 'Use simple-example.',
  settings: { CUT_SIZE: { type: 'size', summary: 'How large', default: '1G' } },
  kernel: { load: ['zram'], include: ['xfs'], config: ['CONFIG_XFS_FS'] },
  vm: { memory: '2G', cpus: 2, network: true, disks: [{ serial: 'scratch', size: '8G', bus: 'nvme' }, { serial: 'far', blockdev: { driver: 'rbd' } }] },
  createsImage: true,
  suite: { format: 'tap', results: '/results', run: 'run.sh', list: 'list.sh' },
  needs: [{ service: 'smb', cut: 'server', package: '@acme/server', setting: 'SERVER' }],`;

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
      expect(stdout).toContain('CUT_SRC   Where it is (path, required)');
      expect(stdout).toContain('CUT_MODE  How (fast|slow, default fast)');
      expect(stdout).not.toContain('geheim');
    }
    const { stdout } = await rapido(['list'], { home });
    expect(stdout).toContain('long-name (short)');
    const named = await rapido(['list', 'short'], { home });
    expect(named.stdout).toContain('    settings    CUT_SRC CUT_MODE CUT_PW');
  });

  it('tells of a cut what it needs, and whose it is, wherever it is asked for', async () => {
    const home = temporaryDirectory();
    installPlugins(home, { name: '@acme/cuts', version: '1.2.3', code: cutModule('full', { more: TALKATIVE }) });
    for (const args of [
      'help cut full',
      'cut full --help',
      'run full -h',
      'run --help full',
      'help full',
      'help run short',
    ]) {
      const { stdout, status } = await rapido(args.split(' '), { home });
      const verb = args.includes('run') ? 'run' : 'cut';
      expect(stdout).toMatch(new RegExp(`^The cut full\n\nUSAGE\n {2}\\$ rapido ${verb} `));
      expect(stdout).toContain('DEPRECATED\n  Use simple-example.');
      expect(stdout).toContain('SETTINGS\n  CUT_SIZE  How large (size, default 1G)');
      for (const need of [
        'zram',
        'xfs',
        'CONFIG_XFS_FS',
        '2G',
        'scratch 8G nvme, far rbd',
        'a VM with the service smb, as of the cut server',
      ]) {
        expect(stdout).toContain(need);
      }
      expect(stdout).toContain('an image; with --create-image');
      expect(stdout).toContain('--retry-failed');
      expect(stdout).toContain('PLUGIN\n  @acme/cuts 1.2.3');
      expect(stdout.includes('--timeout')).toBe(verb === 'run');
      expect(status).toBe(0);
    }
  });

  it('reads the file of a lone cut', async () => {
    const home = temporaryDirectory();
    const code =
      "export const cut = { name: 'mine', summary: 'Of my own', settings: { A: { type: 'int', summary: 'x' } }, manifest() {} };";
    writeFileSync(join(home, 'my cut.mjs'), code);
    const { stdout, status } = await rapido(['cut', './my cut.mjs', '--help'], { home });
    expect(stdout).toContain('$ rapido cut ./my cut.mjs [FLAGS]');
    expect(stdout).toContain('A  x (int)');
    expect(status).toBe(0);
  });

  it('lists the commands of all topics and all cuts when asked to, but never what only programs call', async () => {
    const { stdout } = await rapido(['help', '--nested-commands'], { home: temporaryDirectory() });
    for (const id of ['image gc', 'net up', 'cut simple-example', 'help exit-codes'])
      expect(stdout).toContain(`  ${id} `);
    expect(stdout).not.toContain('__complete');
  });

  it.each([
    [['help', 'docter'], 'rapido doctor'],
    [['docter', '--help'], 'rapido doctor'],
    [['help', 'ps', 'much'], 'rapido help ps'],
    [['help', 'cut', 'simple-exampel'], 'simple-example; rapido list shows all cuts'],
    [['help', '--much'], 'rapido help --help'],
  ])('%j ends with 129 and says what was meant', async (args, hint) => {
    const { status, stdout, stderr } = await rapido(args, { home: temporaryDirectory() });
    expect(stderr).toContain(`Hint:  ${hint}\n`);
    expect(stdout).toBe('');
    expect(status).toBe(129);
  });

  it("runs no code in a plugin's texts, and lets them write nothing but text", async () => {
    const home = temporaryDirectory();
    const more = "deprecated: '<%= process.exit(7) %>\\x1b[2J\\x1b]0;title\\x07after',";
    installPlugins(home, { name: '@acme/cuts', code: cutModule('hostile', { more }) });
    const { stdout, status } = await rapido(['help', 'cut', 'hostile'], { home });
    expect(stdout).toContain('DEPRECATED\n  <%= process.exit(7) %>after\n');
    expect(status).toBe(0);
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
