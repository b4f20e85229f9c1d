// An ordinary user, and places that are not his.
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { unpack } from '../helpers/image.js';
import { asUser, nothingLeft, rapido, start, temporaryDirectory, type User } from '../helpers/index.js';
import { type addFiles, project } from '../helpers/project.js';

const user = asUser();
const { uid } = statSync(user.directories.home);

test('cuts, boots and lists; paths may hold spaces and more than ASCII', async () => {
  const home = own(join(temporaryDirectory(), 'home'));
  const temporary = own(join(temporaryDirectory(), 'tmp dir'));
  const dir = owned({
    'my.fest': 'tree /srv ./tree\nbin stat\nautorun "lies ä.sh"\ndata /root/mine "mine\\n" mode=0600\n',
    'lies ä.sh': 'cat /root/mine\n',
    'tree/closed/deep/file': 'deep\n',
    'schritt ä.sh': ['#!/bin/bash\ncat /srv/closed/deep/file\nstat -c "%u:%g %a" /srv/closed /root/mine\n', 0o755],
  });
  chmodSync(join(dir, 'tree/closed'), 0o555); // a copy of it cannot simply be removed
  const options = { cwd: dir, user, env: { HOME: home, TMPDIR: temporary, XDG_RUNTIME_DIR: undefined } };
  const { status, stdout, stderr } = await rapido(['run', './my.fest', '-f', './schritt ä.sh'], options);
  expect(status, stderr).toBe(0);
  expect(stdout).toBe('deep\n0:0 555\n0:0 600\n');
  expect(stderr).toContain('\nmine\n');
  const image = join(dir, 'initrds/my.img');
  expect(statSync(image)).toMatchObject({ uid });
  const { members } = unpack(image);
  expect(new Set([...members.values()].map(({ owner }) => owner))).toEqual(new Set(['0:0']));
  expect(members.get('/usr/bin/mount')?.mode).toBe(
    statSync('/usr/bin/mount').mode & 0o4000 ? '-rwsr-xr-x' : '-rwxr-xr-x',
  );
  const listed = await rapido(['image', 'ls', '--json'], options);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ path: image, latest: true }]);
  for (const verb of ['list', 'ps', 'config', 'doctor']) expect((await rapido([verb], options)).status, verb).toBe(0);
  expect(readdirSync(temporary).filter((name) => name !== `rapido-${uid}`)).toEqual([]);
  await nothingLeft();
  chmodSync(join(dir, 'tree/closed'), 0o755);
});

test('what a tree holds and he may not read is named', async () => {
  const dir = owned({ 'my.fest': 'tree /srv ./tree\n', 'tree/open': '', 'tree/secret': ['', 0] });
  const cut = (...args: string[]) => rapido(['cut', './my.fest', ...args], { cwd: dir, user });
  expectFailure(await cut(), 128, 'HOST', join(dir, 'tree/secret'), 'permission denied');
  expectFailure(await cut('--set', 'IMAGE_DRIVER=dracut'), 128, 'DRACUT', './secret', 'Permission denied');
  const file = await rapido(['cut', 'simple-example', '--file', 'tree/secret'], { cwd: dir, user });
  expectFailure(file, 129, 'MANIFEST_MISSING', 'tree/secret', 'may not be read', '--file');
  chmodSync(join(dir, 'tree/secret'), 0o644);
  mkdirSync(join(dir, 'tree/closed'), 0o000);
  expectFailure(await cut(), 128, 'HOST', join(dir, 'tree/closed'), 'permission denied');
  chmodSync(join(dir, 'tree/closed'), 0o755);
  expect(readdirSync(dir)).not.toContain('initrds');
  await nothingLeft();
});

test('a directory that is not his to write', async () => {
  const dir = project({ 'rapido.conf': '' }); // of whoever runs the tests
  chmodSync(dir, 0o555);
  const cut = (...args: string[]) => rapido(['cut', 'simple-example', ...args], { cwd: dir, user });
  expectFailure(await cut(), 128, 'HOST', join(dir, 'initrds'));
  expectFailure(await cut('--out', 'x.img'), 128, 'HOST', join(dir, 'x.img'));
  for (const name of ['XDG_CACHE_HOME', 'XDG_STATE_HOME']) {
    const elsewhere = ['--out', join(user.directories.home, 'x.img')];
    const result = await rapido(['run', 'simple-example', '-x', 'true', ...elsewhere], {
      cwd: dir,
      user,
      env: { [name]: dir },
    });
    expectFailure(result, 128, 'HOST', dir);
  }
  chmodSync(dir, 0o755);
  expect(readdirSync(dir)).toEqual(['rapido.conf']);
  rmSync(join(user.directories.home, 'x.img'), { force: true });
});

test("a configuration of somebody else's, or that others may write, is not obeyed", async () => {
  const dir = owned({ 'rapido.conf': '' });
  chmodSync(join(dir, 'rapido.conf'), 0o666);
  expectFailure(
    await rapido(['cut', 'simple-example'], { cwd: dir, user }),
    129,
    'CONFIG_FILE',
    join(dir, 'rapido.conf'),
  );
  if (process.getuid?.() !== 0) return; // only root can give files away
  chmodSync(join(dir, 'rapido.conf'), 0o644);
  chownSync(join(dir, 'rapido.conf'), uid - 1, uid - 1);
  const result = await rapido(['cut', 'simple-example'], { cwd: dir, user });
  expectFailure(result, 129, 'CONFIG_FILE', join(dir, 'rapido.conf'), '--config');
});

test('no HOME: what to set; and with that, it works', async () => {
  const nobody = process.getuid?.() === 0 ? asUser(54321) : user;
  const dir = owned({ 'my.fest': 'data /etc/x x\n' }, nobody);
  const without = await rapido(['cut', './my.fest'], { cwd: dir, user: nobody, env: { HOME: undefined } });
  const inDatabase = process.getuid?.() !== 0; // then the user database knows a home
  if (!inDatabase) expectFailure(without, 128, 'HOST', 'HOME', 'XDG_CACHE_HOME');
  for (const home of ['', 'relative', join(dir, 'not there')]) {
    const { status, stderr } = await rapido(['cut', './my.fest', '--dry-run'], {
      cwd: dir,
      user: nobody,
      env: { HOME: home },
    });
    if (home.startsWith('/')) expect(status, stderr).toBe(0);
    else if (!inDatabase) expect(stderr).toContain('ERR_RAPIDO_HOST');
  }
  const xdg = ['CONFIG', 'CACHE', 'STATE', 'DATA'].map((kind) => [`XDG_${kind}_HOME`, join(dir, 'ä', kind)]);
  const options = { cwd: dir, user: nobody, env: { HOME: undefined, ...Object.fromEntries(xdg) } };
  const result = await rapido(['cut', './my.fest'], options);
  expect(result.status, result.stderr).toBe(0);
  expect(result.stdout).toBe(`${join(dir, 'initrds/my.img')}\n`);
});

test('a working directory that is gone', async () => {
  const dir = owned({});
  const gone = own(join(dir, 'gone'));
  const command = ['sh', '-c', 'cd "$1" && rmdir "$1" && shift && exec "$@"', 'sh', gone, process.execPath, user.cli];
  const result = await start([...command, 'cut', 'simple-example'], { user, cwd: dir }).result;
  expectFailure(result, 128, 'HOST', 'working directory');
});

/** A project of the user's own. */
function owned(files: Parameters<typeof addFiles>[1], owner: User = user): string {
  const dir = project(files);
  const id = statSync(owner.directories.home).uid;
  for (const name of ['', ...readdirSync(dir, { recursive: true, encoding: 'utf8' })]) {
    const isClosed = (statSync(join(dir, name)).mode & 0o777) === 0;
    if (!isClosed) chownSync(join(dir, name), id, id);
  }
  return dir;
}

function own(path: string): string {
  mkdirSync(path, { recursive: true });
  chownSync(path, uid, uid);
  return path;
}
