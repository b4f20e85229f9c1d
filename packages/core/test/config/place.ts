import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Settings } from '@rapido/kit';
import { onTestFinished } from 'vitest';
import { type Config, type LoadOptions, loadConfig } from '../../src/config/index.js';
import type { Environment } from '../../src/host.js';

/** A project directory and a user's configuration directory, with files by their path below the one that has both. */
export interface Place {
  readonly root: string;
  readonly project: string;
  readonly environment: Environment;
  load(options?: Partial<LoadOptions>): Promise<Config>;
}

export async function makePlace(
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'rapido config é '));
  onTestFinished(() => rm(root, { recursive: true }));
  const project = join(root, 'project');
  const dir = (name: string) => join(root, name);
  await mkdir(project);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const environment: Environment = {
    cwd: project,
    variables,
    dirs: { config: dir('config'), cache: dir('cache'), state: dir('state'), runtime: dir('runtime') },
  };
  const load = (options: Partial<LoadOptions> = {}) => loadConfig({ environment, settings: {}, sets: [], ...options });
  return { root, project, environment, load };
}

/** The configuration of a project whose rapido.conf is `text`. */
export async function loadText(
  text: string,
  settings: Settings = {},
  options: Partial<LoadOptions> = {},
): Promise<Config> {
  const { load } = await makePlace({ 'project/rapido.conf': text });
  return load({ settings, ...options });
}

/** What `work` throws. */
export async function thrown(work: () => unknown): Promise<Error & { code?: string; hint?: string }> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
