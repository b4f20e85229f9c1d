// What is left where nobody could clean up, and that it is in nobody's way.
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { leftovers, nothingLeft, rapido, SELF, startRapido, temporaryDirectory } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { booted, cutImage, startBoot, steps } from '../run/vm.js';
import { childOf } from './children.js';

const WORK = join(SELF.directories.home, '.cache/rapido/work');
const NOTES = join(SELF.directories.runtime, 'rapido');
let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('a run and its reaper that are killed leave a note, a socket and a directory, no VM; all are gone when next looked at', async () => {
  const running = startBoot(image, ['--disk', 'size=1G,serial=A', ...steps('echo up; sleep 1000')]);
  await running.stdout.waitFor('up\n');
  process.kill(await childOf(running.pid, 'reaper.sh'), 'SIGKILL');
  running.kill('SIGKILL');
  await running.result;
  await vi.waitUntil(() => leftovers().every((line) => line.startsWith('file ')), { timeout: 10_000 });
  expect(
    readdirSync(NOTES)
      .map((name) => name.split('.').at(-1))
      .sort(),
  ).toEqual(['json', 'sock']);
  expect(readdirSync(WORK)).toHaveLength(1);

  expect(await rapido(['ps'])).toMatchObject({ status: 0, stdout: '', stderr: 'No VM is running.\n' });
  expect(readdirSync(NOTES)).toEqual([]);
  expect((await booted(startBoot(image, steps('true')))).status).toBe(0);
  await nothingLeft();
});

test('a run whose reaper is killed goes on; the next one cleans up', async () => {
  const running = startBoot(image, steps('echo up; sleep 2; exit 5'));
  await running.stdout.waitFor('up\n');
  process.kill(await childOf(running.pid, 'reaper.sh'), 'SIGKILL');
  expect((await booted(running)).status).toBe(5);
  expect(readdirSync(WORK)).toHaveLength(1);
  expect((await booted(startBoot(image, steps('true')))).status).toBe(0);
  expect(await rapido(['ps'])).toMatchObject({ status: 0, stdout: '' });
  await nothingLeft();
});

test('a cut and its reaper that are killed while dracut builds', async () => {
  const dir = project();
  const running = startRapido(['cut', 'simple-example', '--set', 'IMAGE_DRIVER=dracut'], { cwd: dir });
  const dracut = await childOf(running.pid, 'dracut');
  process.kill(await childOf(running.pid, 'reaper.sh'), 'SIGKILL');
  running.kill('SIGKILL');
  await running.result;
  await vi.waitUntil(
    () => !existsSync(`/proc/${dracut}/exe`) && leftovers().every((line) => line.startsWith('file ')),
    {
      timeout: 20_000,
    },
  );
  expect(readdirSync(WORK)).toHaveLength(1);
  expect(existsSync(join(dir, 'initrds'))).toBe(false);
  expect(await rapido(['cut', 'simple-example', '--fresh'], { cwd: dir })).toMatchObject({ status: 0 });
  await nothingLeft();
});

test("without a runtime directory of one's own, one in TMPDIR is made; somebody else's is refused", async () => {
  const directory = temporaryDirectory();
  const env = { XDG_RUNTIME_DIR: undefined, TMPDIR: directory };
  expect(await rapido(['ps'], { env })).toMatchObject({ status: 0, stderr: 'No VM is running.\n' });
  const uid = process.getuid?.() ?? 0;
  expect(readdirSync(directory)).toEqual([`rapido-${uid}`]);
  if (uid !== 0) return;
  const foreign = temporaryDirectory();
  mkdirSync(join(foreign, 'rapido-0'), { mode: 0o700 });
  chownSync(join(foreign, 'rapido-0'), 65534, 65534);
  const refused = await rapido(['ps'], { env: { ...env, TMPDIR: foreign } });
  expect(refused.status).toBe(128);
  expect(refused.stderr).toContain(`${foreign}/rapido-0 is not a directory that only you may use.`);
  expect(refused.stderr).toContain('Hint:  Remove it, or set XDG_RUNTIME_DIR');
  // As after `su`, which leaves the variables of another user.
  chownSync(foreign, 65534, 65534);
  expect(await rapido(['ps'], { env: { ...env, XDG_RUNTIME_DIR: foreign } })).toMatchObject({ status: 0 });
});
