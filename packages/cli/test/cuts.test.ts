import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildManifest, type Environment, type Kernel, loadConfig, settingExpander, valuesOf } from '@rapido/core';
import { CUT_API, type CutCommand, type CutDefinition, type Setting } from '@rapido/kit';
import { describe, expect, it } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));

const plugins = await Promise.all(
  readdirSync(PACKAGES)
    .filter((name) => existsSync(join(PACKAGES, name, 'package.json')))
    .map((name) => ({ root: join(PACKAGES, name), pjson: readJson(join(PACKAGES, name, 'package.json')) }))
    .filter(({ pjson }) => pjson.keywords?.includes('rapido-cut'))
    .map(async ({ root, pjson }) => {
      const { commands }: { commands: Record<string, CutCommand> } = await import(join(root, 'src/index.ts'));
      return { name: String(pjson.name), root, pjson, cuts: Object.values(commands).map(({ cut }) => cut) };
    }),
);
const cuts = plugins.flatMap((plugin) => plugin.cuts.map((cut) => ({ plugin, cut, name: cut.name })));

const TYPES = ['string', 'path', 'int', 'size', 'bool', 'enum', 'words'];
const SAMPLES: Record<Setting['type'], string> = {
  ...{ string: 'x', path: '/', int: '1', size: '1M', bool: '1', enum: '', words: 'x' },
};

const environment: Environment = {
  cwd: '/',
  variables: {},
  dirs: { config: '/nonexistent', cache: '/nonexistent', state: '/nonexistent', runtime: '/nonexistent' },
};

const kernel: Kernel = {
  ...{ release: '6.1.0', arch: 'x86_64', image: '/boot/vmlinuz', buildId: 'x', foundBy: 'this test' },
  modules: { kind: 'none' },
};

describe.each(plugins)('the plugin $name', ({ root, pjson, cuts }) => {
  it('says which Rapido it is made for, and ships what it needs', () => {
    expect(pjson.rapido).toMatchObject({ api: CUT_API, cli: expect.any(String) });
    expect(pjson.oclif.commands).toEqual({ strategy: 'explicit', target: './dist/index.js', identifier: 'commands' });
    expect(pjson.files).toEqual(expect.arrayContaining(['dist', 'oclif.manifest.json']));
    if (existsSync(join(root, 'guest'))) expect(pjson.files).toContain('guest');
    expect(existsSync(join(root, 'README.md'))).toBe(true);
    expect(Object.keys(pjson.dependencies).filter((name) => /^@rapido\/(cli|core|cut-)/.test(name))).toEqual([]);
  });

  it('has a manifest from which its cuts are known', () => {
    const manifest = readJson(join(root, 'oclif.manifest.json'));
    const known = Object.values(manifest.commands as Record<string, CutCommand>).map(({ cut }) => cut);
    expect(byName(known)).toEqual(byName(cuts.map((cut) => JSON.parse(JSON.stringify(cut)))));
  });
});

it('no two cuts share a name or an alias', () => {
  const names = cuts.flatMap(({ cut }) => [cut.name, ...(cut.aliases ?? [])]);
  expect(names).toEqual([...new Set(names)]);
});

it('a setting of one name is the same in all cuts that have it', () => {
  const kinds = cuts.flatMap(({ cut }) =>
    Object.entries(cut.settings ?? {}).map(([name, { type, options, default: standard, secret }]) =>
      JSON.stringify([name, type, options, standard, secret]),
    ),
  );
  const names = [...new Set(kinds)].map((kind) => JSON.parse(kind)[0]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('every cut is in a page of the documentation', () => {
  const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
  const pages = readdirSync(docs).map((page) => readFileSync(join(docs, page), 'utf8'));
  const text = pages.join('\n');
  const names = cuts.map(({ name }) => name);
  expect(names.filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text))).toEqual([]);
});

describe.each(cuts)('the cut $name', ({ cut, plugin }) => {
  it('is named and described as all are', () => {
    for (const name of [cut.name, ...(cut.aliases ?? [])]) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    // Names of suites are written as their authors do.
    expect(cut.summary).toMatch(/^(?:[A-Z0-9]|(?:xfs|blk)tests )[^\n]{5,90}[^.\s]$/);
    expect(existsSync(join(plugin.root, `src/cuts/${cut.name}.ts`))).toBe(true);
  });

  it('is JSON but for its functions', () => {
    const data = Object.fromEntries(Object.entries(cut).filter(([, value]) => typeof value !== 'function'));
    expect(JSON.parse(JSON.stringify(cut))).toEqual(data);
  });

  it('describes its settings validly', async () => {
    for (const [name, setting] of Object.entries(cut.settings ?? {})) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(TYPES).toContain(setting.type);
      expect(setting.summary).toMatch(/^[^\n]+[^.\s]$/);
      if (setting.type === 'enum') expect(setting.options?.length).toBeGreaterThan(1);
    }
    await configOf(cut); // refuses a default that is not of its type
  });

  it('needs services that there are, and says by which setting another server is named', () => {
    if (cut.service !== undefined) expect(cut.service).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const { service, setting, cut: name, package: from } of cut.needs ?? []) {
      const server = cuts.find((other) => other.name === name);
      expect(server?.cut.service).toBe(service);
      expect(from ?? plugin.name).toBe(server?.plugin.name);
      if (setting === undefined) continue;
      expect(cut.settings?.[setting]).toMatchObject({ type: 'string' });
      expect(cut.settings?.[setting]?.required).toBeUndefined();
    }
  });

  it('makes a manifest, on any kernel, whose autoruns are there and good shell', async () => {
    const config = await configOf(cut);
    const settings = valuesOf(config, cut.settings ?? {});
    const signal = new AbortController().signal;
    const context = { settings, signal, kernel: { release: kernel.release, arch: kernel.arch, has: () => true } };
    const { entries } = await buildManifest({
      definition: cut,
      plugin: { name: plugin.name, root: plugin.root },
      context,
      expand: settingExpander(config),
    });
    const autoruns = entries.flatMap((entry) => (entry.kind === 'autorun' ? [entry.source] : []));
    expect(autoruns.length).toBeGreaterThan(0);
    for (const script of autoruns) {
      expect(firstLine(script)).toMatch(
        /^\[\[ -e \/rapido\/image\.json \]\] \|\| \{ echo ".*rapido run .*" >&2; exit 1; \}$/,
      );
      expect(spawnSync('bash', [script], { encoding: 'utf8' })).toMatchObject({
        ...{ status: 1, stdout: '', stderr: expect.stringContaining(`rapido run ${ownerOf(script, plugin.root)}`) },
      });
      expect(spawnSync('bash', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
      const checked = spawnSync('shellcheck', ['--external-sources', '--source-path=SCRIPTDIR', script], {
        encoding: 'utf8',
      });
      expect(checked.stdout).toBe('');
      expect(checked.status).toBe(0);
    }
  });
});

function byName(cuts: readonly CutDefinition[]): readonly CutDefinition[] {
  return cuts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first line of a script that does something: it is to refuse to run on a host. */
function firstLine(script: string): string | undefined {
  return readFileSync(script, 'utf8')
    .split('\n')
    .find((line) => line !== '' && !line.startsWith('#'));
}

/** The cut that a script is the autorun of, which has its name; empty where several share it. */
function ownerOf(script: string, root: string): string {
  return dirname(script) === join(root, 'guest') ? basename(script, '.sh') : '';
}

/** The settings as if only what is required were set. */
function configOf({ settings = {} }: CutDefinition) {
  const required = Object.entries(settings).filter(([, setting]) => setting.required);
  const sets = required.map(([name, { type, options }]) => `${name}=${options?.[0] ?? SAMPLES[type]}`);
  return loadConfig({ environment, settings, sets });
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
