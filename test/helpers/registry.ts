import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { readPackage } from './archive.js';
import './index.js';
import { SANDBOX } from './sandbox.js';

const SERVER = fileURLToPath(new URL('registry-server.mjs', import.meta.url));

/** A registry of npm packages on loopback, which holds what is published to it and nothing else. */
export interface Registry {
  /** `http://127.0.0.1:PORT/`, the same as long as the file's tests last. */
  readonly url: string;
  /** Lines of an .npmrc by which npm asks this registry for all packages, and reaches no other host. */
  readonly npmrc: string;
  /** Publishes a .tgz as `npm publish` does, but at once. */
  publish(archive: string, tag?: string): Promise<void>;
  /** Nobody listens at its address then. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const running = new Set<() => Promise<void>>();
afterAll(() => Promise.all([...running].map((stop) => stop())));

/** Starts a registry, which ends with the test file. */
export async function startRegistry(): Promise<Registry> {
  const directory = join(SANDBOX, `registry-${running.size}`);
  mkdirSync(directory);
  let server = await startServer(directory, 0);
  const { port } = server;
  const stop = () => server.stop();
  running.add(stop);
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    npmrc: npmrc(url),
    publish: (archive, tag = 'latest') => publish(url, archive, tag),
    stop,
    start: async () => {
      server = await startServer(directory, port);
    },
  };
}

async function startServer(directory: string, port: number) {
  const child = fork(SERVER, [directory, String(port)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const listens = await Promise.race([once(child, 'message'), exit.then(() => undefined)]);
  if (listens === undefined) throw new Error(`The registry has ended with status ${child.exitCode}.`);
  const stop = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await exit;
  };
  return { port: listens[0] as number, stop };
}

/** The proxy is one that is not there: only this address is asked directly. */
function npmrc(url: string): string {
  const lines = [
    `registry=${url}`,
    `@rapido:registry=${url}`,
    `${url.replace('http:', '')}:_authToken=any`,
    'proxy=http://127.0.0.1:9/',
    'https-proxy=http://127.0.0.1:9/',
    'noproxy=127.0.0.1',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

async function publish(url: string, archive: string, tag: string): Promise<void> {
  const manifest = await readPackage(archive);
  const { name, version } = manifest;
  const file = `${name}-${version}.tgz`;
  const data = readFileSync(archive);
  const tarball = `${url}${name}/-/${file.replace(/.*\//, '')}`;
  const body = {
    _id: name,
    name,
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist: { tarball, ...digests(data) } } },
    _attachments: {
      [file]: { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length },
    },
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${file} cannot be published: ${answer.status} ${await answer.text()}`);
}

function digests(data: Buffer) {
  const digest = (algorithm: string, encoding: 'hex' | 'base64') => createHash(algorithm).update(data).digest(encoding);
  return { shasum: digest('sha1', 'hex'), integrity: `sha512-${digest('sha512', 'base64')}` };
}
