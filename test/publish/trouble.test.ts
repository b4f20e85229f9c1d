// What can go wrong while plugins are installed: no registry, another install, an interrupt.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { leftovers } from '../helpers/index.js';
import { expectCut, expectUpdateFailure, type Scene, setScene, succeed, versions } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
  for (const cut of ['one', 'two', 'three']) await scene.publish({ name: `@rapido/cut-${cut}`, cut });
});

test('without the registry nothing changes, and what is installed works', async () => {
  const here = scene.installation.elsewhere('Down');
  await succeed(here, 'plugins', 'install', 'one');
  await scene.registry.stop();
  try {
    const { host } = new URL(scene.registry.url);
    expectFailure(await here.rapido(['plugins', 'install', 'two']), 128, 'HOST', host);
    expectUpdateFailure(await here.rapido(['plugins', 'update']), 'HOST', host);
    await expectCut(here, 'one');
    expect(await versions(here)).toEqual({ '@rapido/cut-one': '1.0.0' });
    await succeed(here, 'plugins', 'uninstall', 'one');
    expect(await versions(here)).toEqual({});
    const again = await succeed(here, 'plugins', 'install', 'one');
    expect(again).toMatch(/Warning: .* cannot be reached .* fetched earlier/);
    await expectCut(here, 'one');
  } finally {
    await scene.registry.start();
  }
  await succeed(here, 'plugins', 'install', 'two');
});

test('several installs at once all succeed', async () => {
  const here = scene.installation.elsewhere('At once');
  await Promise.all(['one', 'two', 'three'].map((cut) => succeed(here, 'plugins', 'install', cut)));
  for (const cut of ['one', 'two', 'three']) await expectCut(here, cut);
  await Promise.all(['one', 'one'].map((cut) => succeed(here, 'plugins', 'install', cut)));
  await expectCut(here, 'one');
  expect(readdirSync(join(here.data, 'plugins'))).toHaveLength(3);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', 137],
] as const)('%s in the middle leaves what was there, and nobody', async (signal, expected) => {
  const here = scene.installation.elsewhere(signal);
  await succeed(here, 'plugins', 'install', 'one');
  const slow = await slowServer();
  const install = here.startRapido(['plugins', 'install', `${slow.url}slow.tgz`, '--yes']);
  await slow.asked;
  install.kill(signal);
  const { status, stderr } = await install.result;
  expect(status, stderr).toBe(expected);
  await vi.waitFor(() =>
    expect(leftovers().filter((line) => line.startsWith('process') && !isRegistry(line))).toEqual([]),
  );
  // What a killed one leaves, the next change removes.
  if (signal === 'SIGKILL') await succeed(here, 'plugins', 'install', 'two');
  const names = signal === 'SIGKILL' ? ['one', 'two'] : ['one'];
  for (const name of names) await expectCut(here, name);
  expect(await versions(here)).toEqual(Object.fromEntries(names.map((name) => [`@rapido/cut-${name}`, '1.0.0'])));
  expect(readdirSync(join(here.data, 'plugins'))).toHaveLength(names.length);
});

const isRegistry = (line: string) => line.includes('registry-server.mjs');

/** A server that takes requests and never answers. */
async function slowServer() {
  const server = createServer();
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}
