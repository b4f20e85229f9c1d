import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface FakePackage {
  readonly name: string;
  readonly version?: string;
  /** Further fields of its package.json, as `rapido`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Its files, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface FakeRegistry {
  readonly address: string;
  /** The newest that was published is the latest. */
  publish(archive: string, more?: { readonly deprecated?: string; readonly version?: string }): void;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Text of a plugin's module with the cut `name`, which needs no other package. */
export function bareCutModule(name: string): string {
  return `const cut = { name: '${name}', summary: 'The cut ${name}', manifest(m) { m.bin('true'); } };
const command = { cut, cutApi: 1, summary: cut.summary, aliases: [], hiddenAliases: [], flags: {}, args: {}, async run() {} };
export const commands = { 'cut:${name}': command };
`;
}

/** A plugin with one cut, as a package. */
export function cutPackage(name: string, cut: string, more: Partial<FakePackage> = {}): FakePackage {
  const commands = { strategy: 'explicit', target: './index.js', identifier: 'commands' };
  const fields = { type: 'module', rapido: { api: 1 }, oclif: { commands }, ...more.fields };
  return { name, ...more, fields, files: { 'index.js': bareCutModule(cut), ...more.files } };
}

/** Packs a package into a file in \`dir\`, as npm pack does, and returns its path. */
export function pack(dir: string, { name, version = '1.0.0', fields = {}, files = {} }: FakePackage): string {
  const archive = join(dir, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`);
  const root = join(dir, 'package');
  const all = { 'package.json': JSON.stringify({ name, version, ...fields }), ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync('tar', ['-czf', archive, '-C', dir, 'package']);
  rmSync(root, { recursive: true });
  return archive;
}

/** A registry on loopback that has what a test publishes; it ends with the test. */
export async function startRegistry(): Promise<FakeRegistry> {
  const packages = new Map<string, { versions: Record<string, object>; latest: string }>();
  const archives = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const path = decodeURIComponent(url).slice(1);
    requests.push(path);
    const found = packages.get(path);
    const archive = archives.get(path);
    if (found)
      response.end(JSON.stringify({ name: path, 'dist-tags': { latest: found.latest }, versions: found.versions }));
    else if (archive) response.end(archive);
    else response.writeHead(404).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return {
    address,
    requests,
    stop,
    publish(archive, more = {}) {
      const json = execFileSync('tar', ['-xzOf', archive, 'package/package.json'], { encoding: 'utf8' });
      const { name, version, ...fields } = { ...JSON.parse(json), ...more } as FakePackage & { version: string };
      const path = `${name}/-/${version}.tgz`;
      const found = packages.get(name) ?? { versions: {}, latest: version };
      found.versions[version] = { name, version, ...fields, ...more, dist: { tarball: `${address}/${path}` } };
      packages.set(name, { ...found, latest: version });
      archives.set(path, readFileSync(archive));
    },
  };
}
