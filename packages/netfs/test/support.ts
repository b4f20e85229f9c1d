import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cutCommands, type Fragment, type Settings } from '@rapido/kit';
import { type CutManifest, manifestOf, openPlugin } from '@rapido/testing';
import { expect, onTestFinished } from 'vitest';

const [LIB, CORE] = ['../guest/lib', '../../core/guest'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const PACKAGE = {
  name: 'x',
  version: '1.0.0',
  type: 'module',
  rapido: { api: 1 },
  oclif: { commands: { strategy: 'explicit', target: './index.js', identifier: 'commands' } },
};

/** A directory with these files, those below `bin` and `daemon` executable; removed after the test. */
export function directoryWith(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'netfs-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    if (/^(bin|daemon)\//.test(name)) chmodSync(path, 0o755);
  }
  return directory;
}

/** What a cut gets that uses this fragment and no other. */
export async function manifestWith<S extends Settings>(
  fragment: Fragment<S>,
  settings: Readonly<Record<string, string>>,
): Promise<CutManifest> {
  const directory = directoryWith({ 'package.json': JSON.stringify(PACKAGE) });
  const manifest: Parameters<typeof cutCommands>[0][string]['manifest'] = (m) => m.use(fragment);
  const commands = cutCommands({
    x: { name: 'x', summary: 'X', settings: fragment.settings ?? {}, manifest },
  });
  const { cuts } = await openPlugin(directory, { commands });
  return manifestOf(cuts[0] ?? expect.fail(), { settings });
}

/** Parts of the autorun library. */
const OF_CORE = ['attempt', 'mounts'];

/** Runs a script with parts of the guest's library; `$T` is a directory with `files`, whose `bin` is searched first. */
export function shell(
  parts: readonly string[],
  script: string,
  { files = {}, env = {} }: { files?: Readonly<Record<string, string>>; env?: Readonly<Record<string, string>> } = {},
): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const directory = directoryWith(files);
  const sources = parts.map(
    (part) =>
      `eval "$(sed '/^\\. /d; s,/dev/kmsg,${directory}/kmsg,' '${OF_CORE.includes(part) ? CORE : LIB}/${part}.sh')"`,
  );
  return spawnSync('bash', ['--norc', '-c', [...sources, script].join('\n')], {
    encoding: 'utf8',
    env: { PATH: `${directory}/bin:${process.env['PATH']}`, T: directory, ...env },
  });
}
