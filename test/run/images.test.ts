import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaunchPlan } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { ptyOf, rapido, SANDBOX, startRapido, temporaryDirectory } from '../helpers/index.js';
import { booted, cutImage } from './vm.js';

const RELEASE = /"release": "([^"]+)"/;
let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('boot takes the image that was cut last, and needs no more of its cut than that', async () => {
  const project = temporaryDirectory();
  const options = { cwd: project };
  writeFileSync(join(project, 'rapido.conf'), '');
  const none = await rapido(['boot', '-x', 'true'], options);
  expectFailure(none, 129, 'IMAGE_NOT_FOUND', `There is no image ${project}/initrds/myinitrd.`);

  const cut = {
    name: 'mine',
    summary: 'Mine',
    settings: {
      GREETED: { type: 'string', summary: 'Who is greeted', default: 'you' },
      MY_PW: { type: 'string', summary: 'Password', secret: true },
    },
  };
  writeFileSync(
    join(project, 'mine.mjs'),
    `export const cut = { ...${JSON.stringify(cut)}, manifest(m) { m.autorun('mine.sh'); } };`,
  );
  writeFileSync(join(project, 'mine.sh'), '[[ -e /rapido/image.json ]] || exit 1\necho "mine"\n');
  for (const cut of ['simple-example', './mine.mjs'])
    expect(await rapido(['cut', cut], options)).toMatchObject({ status: 0 });
  for (const name of ['mine.sh', 'mine.mjs']) rmSync(join(project, name));
  const args = ['boot', '--set', 'MY_PW=pass word', '-x', 'echo "$GREETED $MY_PW"'];
  const { status, stdout, stderr, verdict } = await booted(startRapido(args, options));
  expect(stdout).toBe('you pass word\n');
  expect(stderr).toMatch(/^mine$/m);
  expect(stderr).not.toContain('MY_PW is');
  expect(stderr).not.toContain('pass word');
  expect(verdict.vm).toBe('mine');
  expect(status).toBe(0);
});

test('an image that is damaged, none at all, or of another kernel is refused', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'image');
  const refused = async (code: string, exitCode: number, message: string | RegExp) =>
    expectFailure(await rapido(['boot', path, '-x', 'true']), exitCode, code, message);
  await refused('IMAGE_NOT_FOUND', 129, /There is no image .*\/image/);
  copyFileSync(image, path);
  truncateSync(path, 4 * 2 ** 20);
  await refused('IMAGE_INVALID', 128, 'image is damaged: 4194304 bytes long instead of');
  truncateSync(path, 200);
  await refused('IMAGE_INVALID', 128, 'is not an image made by Rapido');
  writeFileSync(path, 'text');
  await refused('IMAGE_INVALID', 128, 'is not an image made by Rapido');

  const bytes = readFileSync(image);
  const start = bytes.toString('latin1', 0, 4096);
  const [, release = ''] = RELEASE.exec(start) ?? [];
  const other = release.replace(/\d/, '9');
  writeFileSync(path, replaceBytes(bytes, release, other));
  await refused('IMAGE_KERNEL', 129, `was cut for kernel ${other}, not for ${release}`);
  const [, buildId = ''] = /"buildId": "([^"]+)"/.exec(start) ?? [];
  const last = buildId.endsWith('0') ? '1' : '0';
  writeFileSync(path, replaceBytes(bytes, buildId, `${buildId.slice(0, -1)}${last}`));
  await refused('IMAGE_KERNEL', 129, `was cut for another build of ${release}`);
});

/** A copy in which the first `from` is `to`, of the same length. */
function replaceBytes(bytes: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.indexOf(from), 'latin1');
  return copy;
}

test('--dry-run shows a command line that boots to a shell where it is pasted', async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'a, b'));
  const settings = ['--set', `VIRTFS_SHARE_PATH=${directory}/a, b`, '--disk', 'size=1G,serial=A'];
  const args = ['boot', image, '--dry-run', ...settings, '--append', "quoted='$x'", '-x', 'true'];
  const { status, stdout, stderr } = await rapido(args, { cwd: directory });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^\S*qemu-system-x86_64 [^\n]*\n$/);
  const json = await rapido([...args, '--json'], { cwd: directory });
  expect(JSON.parse(json.stdout) as LaunchPlan[]).toMatchObject([
    { commandLine: stdout.trimEnd(), steps: ['autorun', 'true'] },
  ]);

  const shell = ptyOf(['bash', '--norc', '--noprofile', '-i'], { env: { PS1: 'host> ', HOME: SANDBOX }, columns: 200 });
  await shell.waitFor('host> ');
  shell.write(`${stdout.trimEnd()}\r`);
  await shell.waitFor(/Hello from Linux \S+/);
  await shell.waitFor(/rapido:\S*# /);
  shell.write('cat /proc/cmdline; echo $((6 * 7))\r');
  await shell.waitFor(/quoted='\$x'\s+42\s/);
  shell.write('poweroff\r');
  await shell.waitFor('host> ');
  shell.write('exit 5\r');
  expect(await shell.status).toBe(5);
});
