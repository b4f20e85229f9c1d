// Plugins that do not come from a registry by their names: archives, addresses, repositories.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { type FixturePlugin, packPlugin, writePlugin } from '../helpers/fixture-plugin.js';
import { SANDBOX, type User } from '../helpers/index.js';
import { expectCut, type Scene, setScene, succeed, versions } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await setScene();
});

test('an archive, by its path or its address', async () => {
  const here = scene.installation.elsewhere('Archive');
  const archive = join(here.home, 'my plugin.tgz');
  cpSync(await packPlugin({ name: 'my-plugin', cut: 'mine' }), archive);
  chmodSync(archive, 0o644);
  expectFailure(await here.rapido(['plugins', 'install', './my plugin.tgz']), 129, 'USAGE', '--yes');
  await succeed(here, 'plugins', 'install', './my plugin.tgz', '--yes');
  await expectCut(here, 'mine');
  expect(await versions(here)).toEqual({ 'my-plugin': '1.0.0' });
  await succeed(here, 'plugins', 'uninstall', 'my-plugin');
  await succeed(here, 'plugins', 'install', pathToFileURL(archive).href, '--yes');
  await expectCut(here, 'mine');

  await scene.publish({ name: '@acme/far', cut: 'far' });
  await succeed(here, 'plugins', 'install', `${scene.registry.url}@acme/far/-/far-1.0.0.tgz`, '--yes');
  await expectCut(here, 'far');
  expect(await versions(here)).toEqual({ 'my-plugin': '1.0.0', '@acme/far': '1.0.0' });
});

test("an archive that says it is this project's is asked about all the same", async () => {
  const here = scene.installation.elsewhere('Claim');
  const archive = join(here.home, 'claim.tgz');
  cpSync(await packPlugin({ name: '@rapido/cut-claim', cut: 'claim' }), archive);
  chmodSync(archive, 0o644);
  expectFailure(await here.rapido(['plugins', 'install', './claim.tgz']), 129, 'USAGE', '--yes');
  expect(await versions(here)).toEqual({});
});

test('a git repository, at its head or a tag', async () => {
  const here = scene.installation.elsewhere('Git');
  const trace = join(here.home, 'trace');
  const scripts = Object.fromEntries(['prepack', 'prepare', 'postinstall'].map((name) => [name, `touch '${trace}'`]));
  const plugin = { name: 'git-plugin', cut: 'from-git', packageJson: { scripts } };
  const url = repository(here.user, plugin, { ...plugin, version: '2.0.0' });
  expectFailure(await here.rapido(['plugins', 'install', url]), 129, 'USAGE', '--yes');
  await succeed(here, 'plugins', 'install', `${url}#v1.0.0`, '--yes');
  await expectCut(here, 'from-git', '1.0.0');
  await succeed(here, 'plugins', 'install', url, '--yes');
  await expectCut(here, 'from-git', '2.0.0');
  expect(await versions(here)).toEqual({ 'git-plugin': '2.0.0' });
  expect(existsSync(trace)).toBe(false);
  await succeed(here, 'plugins', 'uninstall', 'git-plugin');
});

test('what is none of them is refused with what to write', async () => {
  const here = scene.installation.elsewhere('None');
  const install = (spec: string) => here.rapido(['plugins', 'install', spec, '--yes']);
  expectFailure(await install(here.home), 129, 'USAGE', 'rapido plugins link');
  expectFailure(await install('a/b'), 129, 'USAGE', 'github:a/b');
  expectFailure(await install('./not-there.tgz'), 129, 'USAGE', 'not-there.tgz');
  expectFailure(await install('@rapido/core'), 129, 'USAGE', 'no plugin');
  expect(await versions(here)).toEqual({});
});

/** A bare repository of the user's with a commit and a tag for each version. Returns its address. */
function repository({ directories }: User, ...plugins: FixturePlugin[]): string {
  const bare = join(SANDBOX, 'ein repo.git');
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@localhost', ...args], { cwd, stdio: 'pipe' });
  git(SANDBOX, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  const tree = join(SANDBOX, 'tree');
  git(SANDBOX, 'clone', '--quiet', bare, tree);
  for (const plugin of plugins) {
    cpSync(writePlugin(plugin), tree, { recursive: true });
    git(tree, 'add', '--all');
    git(tree, 'commit', '--quiet', '--message=A version');
    git(tree, 'tag', `v${plugin.version ?? '1.0.0'}`);
  }
  git(tree, 'push', '--quiet', 'origin', 'HEAD:main', '--tags');
  const { uid, gid } = statSync(directories.home);
  execFileSync('chown', ['-R', `${uid}:${gid}`, bare]); // git reads nobody else's
  return `git+${pathToFileURL(bare).href}`;
}
