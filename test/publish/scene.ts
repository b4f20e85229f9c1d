// A registry with this project's release in it, and somebody who has installed the CLI from there.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FixturePlugin, mark, packPlugin } from '../helpers/fixture-plugin.js';
import { type Result, SANDBOX } from '../helpers/index.js';
import { type Installation, installGlobally } from '../helpers/installation.js';
import { type Registry, startRegistry } from '../helpers/registry.js';
import { publishRelease, type Release } from '../helpers/release.js';

export interface Scene {
  readonly registry: Registry;
  /** The archives of the release. */
  readonly release: Release;
  /** Each test has a home directory of its own: `elsewhere`. */
  readonly installation: Installation;
  /** Publishes a fixture. Resolves with its archive. */
  publish(plugin: FixturePlugin, tag?: string): Promise<string>;
}

/** For `beforeAll`: the registry and the installation are for all tests of a file. */
export async function setScene(): Promise<Scene> {
  const registry = await startRegistry();
  const release = await publishRelease(registry);
  const installation = await installGlobally(registry);
  const publish = async (plugin: FixturePlugin, tag?: string) => {
    const archive = await packPlugin(plugin);
    await registry.publish(archive, tag);
    return archive;
  };
  return { registry, release, installation, publish };
}

/** Runs `rapido`, which has to succeed. */
export async function succeed({ rapido }: Installation, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await rapido(args);
  expect(status, stderr).toBe(0);
  return `${stdout}${stderr}`;
}

/** The version of each plugin of the user, by its name. */
export async function versions({ rapido }: Installation): Promise<Record<string, string>> {
  const { stdout } = await rapido(['plugins', '--json']);
  const plugins = JSON.parse(stdout) as { name: string; version: string }[];
  return Object.fromEntries(plugins.map(({ name, version }) => [name, version]));
}

/** Checks that a fixture's cut works, and that it is this version's. */
export async function expectCut(installation: Installation, cut: string, version?: string): Promise<void> {
  expect(await succeed(installation, 'cut', cut, '--dry-run')).toContain(` ${mark(cut, version)} `);
}

/** Checks that an update of all has failed for one of them, and says why. */
export function expectUpdateFailure({ status, stdout, stderr }: Result, code: string, text: string): void {
  expect([status, stdout], stderr).toEqual([128, '']);
  expect(stderr).toMatch(/ is not updated, and stays as it is:\nError: /);
  expect(stderr).toContain(`Code:  ERR_RAPIDO_${code}\n`);
  expect(stderr).toContain(text);
}

/** A copy of a fixture of test/fixtures in a place that every user can read. */
export function fixture(name: string): string {
  const copy = join(SANDBOX, name);
  cpSync(new URL(`../fixtures/${name}`, import.meta.url), copy, { recursive: true });
  return copy;
}
