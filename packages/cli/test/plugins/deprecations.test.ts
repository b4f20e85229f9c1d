import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiDeprecation, incompatibility } from '../../src/plugins/compatibility.js';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, installPlugins } from '../helpers/plugins.js';

const ADVICE = 'Warning: The cut old-cut is deprecated: Use new-cut, which is faster.\n';
const told = (home: string) => join(home, '.cache/rapido/told.json');

/** Fails for want of a kernel, after all that is of interest here. */
const cut = (home: string, ...more: string[]) => rapido(['cut', 'old-cut', '-k', './none', ...more], { home });

function homeWithOldCut(): string {
  const home = temporaryDirectory();
  const manifest = cutManifest({ 'old-cut': { deprecated: 'Use new-cut, which is faster.' } });
  installPlugins(home, { name: '@acme/old', code: '', manifest });
  return home;
}

describe('a deprecated cut', () => {
  it('is told to be one once a day', async () => {
    const home = homeWithOldCut();
    expect((await cut(home)).stderr).toContain(ADVICE);
    expect((await cut(home)).stderr).not.toContain('deprecated');
    const stamps = JSON.parse(readFileSync(told(home), 'utf8'));
    const yesterday = Date.now() - 25 * 60 * 60 * 1000;
    writeFileSync(told(home), JSON.stringify({ ...shifted(stamps, yesterday), gone: yesterday }));
    expect((await cut(home)).stderr).toContain(ADVICE);
    expect(Object.keys(JSON.parse(readFileSync(told(home), 'utf8')))).toEqual(Object.keys(stamps));
    writeFileSync(told(home), JSON.stringify(shifted(stamps, Date.now() + 1_000_000)));
    expect((await cut(home)).stderr).toContain(ADVICE);
  });

  it('is not told with --json, which leaves the next time its word', async () => {
    const home = homeWithOldCut();
    expect((await cut(home, '--json')).stderr).toBe('');
    expect(existsSync(told(home))).toBe(false);
    expect((await cut(home)).stderr).toContain(ADVICE);
  });

  it('is told also where nothing can be remembered, or what is remembered is damaged', async () => {
    const home = homeWithOldCut();
    await cut(home);
    writeFileSync(told(home), '{"x": ');
    expect((await cut(home)).stderr).toContain(ADVICE);
    const options = { home, env: { RAPIDO_CACHE_DIR: '/dev/null/x' } };
    const { stderr } = await rapido(['cut', 'old-cut', '-k', './none'], options);
    expect(stderr).toContain(ADVICE);
    expect(stderr).not.toContain('ERR_RAPIDO_BUG');
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link to itself', (path: string) => symlinkSync('rapido', path)],
  ])('is told where the cache is %s', async (_, make) => {
    const home = homeWithOldCut();
    mkdirSync(join(home, '.cache'));
    make(join(home, '.cache/rapido'));
    const { stderr } = await cut(home);
    expect(stderr).toContain(ADVICE);
    expect(stderr).not.toContain('ERR_RAPIDO_BUG');
  });

  it('leaves nothing behind where it cannot be remembered', async () => {
    const home = homeWithOldCut();
    mkdirSync(told(home), { recursive: true });
    expect((await cut(home)).stderr).toContain(ADVICE);
    expect(readdirSync(dirname(told(home))).filter((name) => name.startsWith('told.'))).toEqual(['told.json']);
  });
});

it('is marked where cuts are listed, and told whole where one asks', async () => {
  const home = homeWithOldCut();
  expect((await rapido(['list'], { home })).stdout).toMatch(/old-cut +\(deprecated\) The cut old-cut/);
  expect((await rapido(['list', 'old-cut'], { home })).stdout).toContain('Use new-cut, which is faster.');
  expect((await rapido(['help', 'cut', 'old-cut'], { home })).stdout).toContain('Use new-cut, which is faster.');
  const inspected = await rapido(['plugins', 'inspect', '@acme/old'], { home });
  expect(inspected.stdout).toMatch(/old-cut +\(deprecated\) The cut old-cut/);
});

it('a deprecated setting is told once a day', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'rapido.conf'), 'LTP_AUTORUN_CMD="echo x"\n');
  expect((await rapido(['config'], { home })).stderr).toContain('Warning: Deprecated, though still run');
  expect((await rapido(['config'], { home })).stderr).toBe('');
});

describe('a plugin for an API that is given up some day', () => {
  const support = { newest: 4, current: 3, oldest: 2 };
  const plugin = (api: number) => ({ name: '@acme/x', version: '1.2.3', rapido: { api } });

  it('runs, and its users are told to update it', async () => {
    expect(await incompatibility(plugin(2), '5.0.0', support)).toBeUndefined();
    expect(apiDeprecation(plugin(2), '5.0.0', support)).toBe(
      'The plugin @acme/x 1.2.3 is made for cut API 2, which runs in Rapido 5.0.0, but not for long. Update the plugin: rapido plugins update @acme/x',
    );
    for (const api of [3, 4]) expect(apiDeprecation(plugin(api), '5.0.0', support)).toBeUndefined();
  });

  it('is refused once it is given up, as is one for an API to come', async () => {
    expect(await incompatibility(plugin(1), '5.0.0', support)).toMatchObject({
      message: 'The plugin @acme/x 1.2.3 is made for cut API 1; Rapido 5.0.0 has 2 to 4.',
      hint: 'Update the plugin: rapido plugins update @acme/x',
    });
    expect(await incompatibility(plugin(5), '5.0.0', support)).toMatchObject({
      message: 'The plugin @acme/x 1.2.3 needs cut API 5; Rapido 5.0.0 has 2 to 4.',
      hint: expect.stringMatching(/^Update Rapido: npm install --global @rapido\/cli@latest\n/),
    });
  });
});

function shifted(stamps: object, to: number): Record<string, number> {
  return Object.fromEntries(Object.keys(stamps).map((key) => [key, to]));
}
