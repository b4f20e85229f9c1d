import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type CliResult, rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutPackage, type FakeRegistry, pack, startRegistry } from '../helpers/registry.js';

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

const data = (home: string) => join(home, '.local/share/rapido');
const copies = (home: string) =>
  existsSync(join(data(home), 'plugins')) ? readdirSync(join(data(home), 'plugins')) : [];

/** As most users have it: by a line in their own npmrc. */
async function user(): Promise<{
  home: string;
  registry: FakeRegistry;
  plugins(...args: string[]): Promise<CliResult>;
}> {
  const home = temporaryDirectory();
  const registry = await startRegistry();
  writeFileSync(join(home, '.npmrc'), `registry=http://127.0.0.1:9\n@rapido:registry=${registry.address}\n`);
  return { home, registry, plugins: (...args) => rapido(['plugins', ...args], { home }) };
}

const fake = (home: string, version: string, more = {}) =>
  pack(home, cutPackage('@rapido/cut-fake', 'fake', { version, ...more }));

it("this project's own is installed without a question, and updated by what was asked for", async () => {
  const { home, registry, plugins } = await user();
  registry.publish(fake(home, '1.0.0'));
  const installed = await plugins('install', 'fake');
  expect(installed.stdout).toBe('Installed @rapido/cut-fake 1.0.0.\nIts cuts: fake\n');
  expect(installed.status).toBe(0);
  expect((await plugins('update')).stdout).toBe('@rapido/cut-fake 1.0.0 is up to date.\n');
  registry.publish(fake(home, '2.0.0'));
  registry.publish(fake(home, '1.1.0'), { deprecated: 'Use 2.0.0.' });
  registry.publish(fake(home, '2.1.0'));
  expect((await plugins('update', 'fake')).stdout).toContain('Updated @rapido/cut-fake from 1.0.0 to 2.1.0.');

  const ranged = await plugins('install', 'fake@1.1.0');
  expect(ranged.stdout).toContain('Downgraded @rapido/cut-fake from 2.1.0 to 1.1.0.');
  expect(ranged.stderr).toContain('Warning: @rapido/cut-fake 1.1.0 is deprecated: Use 2.0.0.');
  const kept = await plugins('update');
  expect(kept.stdout).toBe('@rapido/cut-fake 1.1.0 is up to date.\n');
  expect(kept.stderr).toContain('is deprecated');
  expect(JSON.parse((await plugins('inspect', 'fake', '--json')).stdout)).toMatchObject({
    ...{
      spec: '@rapido/cut-fake@1.1.0',
      from: 'registry',
      resolved: `${registry.address}/@rapido/cut-fake/-/1.1.0.tgz`,
    },
  });
  expect(copies(home)).toEqual(['@rapido+cut-fake@1.1.0']);
});

it('what a plugin needs is updated too, within what it asks for, though the plugin itself is not new', async () => {
  const { home, registry, plugins } = await user();
  writeFileSync(join(home, '.npmrc'), `registry=${registry.address}\n`);
  const library = (version: string) =>
    registry.publish(pack(home, { name: '@acme/lib', version, files: { 'index.js': '' } }));
  library('1.0.0');
  registry.publish(fake(home, '1.0.0', { fields: { dependencies: { '@acme/lib': '^1.0.0' } } }));
  await plugins('install', 'fake');
  expect((await plugins('update')).stdout).toBe('@rapido/cut-fake 1.0.0 is up to date.\n');
  library('1.0.1');
  const updated = await plugins('update');
  expect(updated.stdout).toBe(
    'Installed @rapido/cut-fake 1.0.0 again.\nIts cuts: fake\nWhat it needs is of another version now: @acme/lib 1.0.1\n',
  );
  expect(updated.status).toBe(0);
  expect(JSON.parse((await plugins('inspect', 'fake', '--json')).stdout).dependencies).toEqual({
    '@acme/lib': '1.0.1',
  });
  expect(copies(home)).toHaveLength(1);
  library('2.0.0');
  expect((await plugins('update')).stdout).toBe('@rapido/cut-fake 1.0.0 is up to date.\n');
});

it("a name without a scope is never a stranger's", async () => {
  const { home, registry, plugins } = await user();
  writeFileSync(join(home, '.npmrc'), `registry=${registry.address}\n`);
  registry.publish(pack(home, cutPackage('samba', 'stranger')));
  const { status, stderr } = await plugins('install', 'samba', '--yes');
  expect(stderr).toContain('Error: The registry has no package @rapido/cut-samba.');
  expect(status).toBe(129);
  expect(registry.requests).not.toContain('samba');
  expect(existsSync(data(home))).toBe(false);
});

it('what the registry does not have is told, with what may be meant', async () => {
  const { home, registry, plugins } = await user();
  registry.publish(fake(home, '1.0.0', { fields: { dependencies: { '@rapido/nowhere': '^1' } } }));
  const told = async (word: string, ...texts: string[]) => {
    const { stderr, status } = await plugins('install', word);
    for (const text of texts) expect(stderr).toContain(text);
    expect(status).toBeGreaterThanOrEqual(128);
  };
  await told('fstest', 'has no package @rapido/cut-fstest.', 'Hint:  rapido plugins install fstests');
  await told('fstests-xfs', 'Hint:  The cut fstests-xfs is in @rapido/cut-fstests: rapido plugins install fstests');
  await told('fake@7', 'has no version 7 of @rapido/cut-fake.', 'npm view @rapido/cut-fake versions');
  await told('fake@beta', 'has no version beta of @rapido/cut-fake.');
  await told('fake', '@rapido/cut-fake needs @rapido/nowhere, which the registry does not have.');
  expect(existsSync(data(home))).toBe(false);
});

it('what calls itself another version than the registry calls it is not installed', async () => {
  const { home, registry, plugins } = await user();
  registry.publish(fake(home, '1.0.0'), { version: '7.0.0' });
  const { stderr, status } = await plugins('install', 'fake');
  expect(stderr).toContain('What came as @rapido/cut-fake 7.0.0 calls itself 1.0.0: it is not installed.');
  expect(status).toBe(128);
  expect(existsSync(data(home))).toBe(false);
});

it('a registry that is down leaves what is there, and what npm has fetched earlier can be had again', async () => {
  const { home, registry, plugins } = await user();
  registry.publish(fake(home, '1.0.0'));
  await plugins('install', 'fake');
  await registry.stop();
  const update = await plugins('update');
  expect(update.stderr).toContain(`Error: ${registry.address} cannot be reached (ECONNREFUSED).`);
  expect(update.status).toBe(128);
  expect((await rapido(['list'], { home })).stdout).toContain('fake');
  await plugins('uninstall', 'fake');
  const again = await plugins('install', 'fake');
  expect(again.stderr).toContain('What npm has fetched earlier is used: @rapido/cut-fake 1.0.0.');
  expect(again.stdout).toContain('Installed @rapido/cut-fake 1.0.0.');
  expect(again.status).toBe(0);
  const other = await plugins('install', 'other');
  expect(other.stderr).toContain('cannot be reached (ECONNREFUSED)');
  expect(other.status).toBe(128);
  expect(copies(home)).toEqual(['@rapido+cut-fake@1.0.0']);
});

it.each(['SIGINT', 'SIGKILL'] as const)('%s in the middle leaves everything as it was', async (signal) => {
  const { home, registry, plugins } = await user();
  registry.publish(fake(home, '1.0.0'));
  await plugins('install', 'fake');
  const before = readFileSync(join(data(home), 'plugins.json'), 'utf8');
  const asked = silentServer();
  writeFileSync(join(home, '.npmrc'), `@rapido:registry=${await asked.address}\n`);
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home };
  const child = spawn(process.execPath, [BIN, 'plugins', 'install', 'fake'], { cwd: home, env, stdio: 'ignore' });
  const npm = await asked.request;
  expect(copies(home)).toHaveLength(2);
  child.kill(signal);
  await Promise.all([once(child, 'exit'), npm.closed]);
  expect(child.exitCode).toBe(signal === 'SIGINT' ? 130 : null);
  // After SIGKILL its reaper cleans up, or else the next change of the list.
  await rapido(['plugins', 'uninstall', 'nothing'], { home });
  expect(readFileSync(join(data(home), 'plugins.json'), 'utf8')).toBe(before);
  expect(await rapido(['list'], { home })).toMatchObject({ status: 0, stderr: '' });
  await plugins('uninstall', 'fake');
  expect(existsSync(data(home))).toBe(false);
});

/** A server that takes requests and never answers; `request` is the first one. */
function silentServer(): { address: Promise<string>; request: Promise<{ closed: Promise<unknown> }> } {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return {
    address: once(server, 'listening').then(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    request: once(server, 'request').then(([request]) => ({ closed: once(request.socket, 'close') })),
  };
}
