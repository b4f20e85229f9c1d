import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CutDefinition, Manifest } from '@rapido/kit';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const cuts = new Map(Object.values(commands).map(({ cut }) => [cut.name, cut]));

/** What the cut's manifest calls of the builder, as `[method, ...arguments]`. */
function calls(name: string, settings: Record<string, string>): readonly (readonly unknown[])[] {
  const made: unknown[][] = [];
  const record = (method: string | symbol) => (args: unknown[]) => made.push([method, ...args]);
  const m = new Proxy({} as Manifest, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        void record(method)(args),
  });
  const kernel = { release: '6.1.0', arch: 'x86_64', has: () => true, configFile: '/boot/config-of-mine' };
  const { manifest } = cuts.get(name) as CutDefinition;
  manifest(m, { settings, signal: new AbortController().signal, kernel });
  return made;
}

const of = (made: readonly (readonly unknown[])[], method: string) => made.filter(([called]) => called === method);

describe.each([...cuts.values()])('$name', ({ name, suite, settings }) => {
  const given = { BLKTESTS_SRC: '/tmp/no tree', ZONEFSTOOLS_SRC: '/tmp/no tree' };
  const made = calls(name, given);

  it('has the scripts of its suite', () => {
    for (const script of [suite?.run, suite?.list]) expect(existsSync(`${ROOT}${script}`), script).toBe(true);
    const scripts = of(made, 'file').map(([, , source]) => String(source));
    for (const script of scripts.filter((source) => source.startsWith('guest/'))) {
      expect(existsSync(`${ROOT}${script}`), script).toBe(true);
    }
    expect(of(made, 'autorun')).toEqual([['autorun', `guest/${name}.sh`]]);
  });

  it('reports a tree that is not there, by the name of its setting', () => {
    const [tree] = Object.keys(settings ?? {});
    const [problem] = of(made, 'problem').map(([, said]) => said as { kind: string; message: string });
    expect(problem?.kind).toBe('usage');
    expect(problem?.message).toContain(`${tree}: /tmp/no tree`);
  });

  it('leaves the tree where it is, without the results that lie there', () => {
    const [[, dest, source, { exclude } = { exclude: [] as string[] }] = []] = of(made, 'tree').filter(
      ([, place]) => place === '/tmp/no tree',
    ) as unknown as [string, string, string, { exclude: string[] }][];
    expect([dest, source]).toEqual(['/tmp/no tree', '/tmp/no tree']);
    expect(exclude).toContain('.git');
  });
});

describe('blktests', () => {
  it("has the kernel's configuration where the tests look for it, and that of the user where there is one", () => {
    const files = (settings: Record<string, string>) =>
      of(calls('blktests-zram', { BLKTESTS_SRC: '/t', ...settings }), 'file').map(
        ([, dest, source]) => `${dest} ${source}`,
      );
    expect(files({})).toContain('/boot/config-6.1.0 /boot/config-of-mine');
    expect(files({}).join()).not.toContain('/etc/blktests/config');
    expect(files({ BLKTESTS_CONFIG: '/home/me/my config' })).toContain('/etc/blktests/config /home/me/my config');
  });

  it('knows localhost, and a user without privileges in a group of its own', () => {
    const texts = new Map(
      of(calls('blktests-nodev', { BLKTESTS_SRC: '/t' }), 'data').map(([, dest, text]) => [dest, String(text)]),
    );
    expect(texts.get('/etc/hosts')).toMatch(/^127\.0\.0\.1 localhost$/m);
    expect(texts.get('/etc/passwd')).toMatch(/^root:x:0:0:[\s\S]*^blktests:x:1000:1000:/m);
    expect(texts.get('/etc/group')).toMatch(/^root:x:0:\n[\s\S]*^blktests:x:1000:\n/m);
  });

  it('loads none of the modules that the tests load', () => {
    const lines = readFileSync(`${ROOT}guest/modules.fest`, 'utf8').trimEnd().split('\n');
    for (const line of lines.filter((text) => !text.startsWith('#'))) expect(line).toMatch(/^try-kmod .* load=no$/);
  });

  it.each(['nvme', 'virtio'])('has several disks on %s, the first one to be tested', (bus) => {
    const disks = cuts.get(`blktests-${bus}`)?.vm?.disks ?? [];
    expect(disks.map(({ serial }) => serial)).toEqual(['TEST_DEV', 'TEST_DEV2', 'TEST_DEV3', 'TEST_DEV4']);
    expect(disks.every((disk) => disk.bus === bus)).toBe(true);
  });
});
