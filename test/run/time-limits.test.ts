import { beforeAll, expect, test } from 'vitest';
import { boot, booted, cutImage, qemuOf, startBoot, steps } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

// At the same time, as they mostly wait.
test('a frozen VM hangs, a sleeping one does not, until its time is over', async () => {
  const limit = ['--hang-timeout', '10s'];
  const frozen = startBoot(image, [...limit, ...steps("echo 'here'; sleep 1000")]);
  const asleep = boot(image, [...limit, '--timeout', '5m', ...steps('sleep 15; echo awake')]);
  const late = boot(image, ['--timeout', '20', ...steps('sleep 1000')]);
  await frozen.stdout.waitFor('here\n');
  process.kill(qemuOf(frozen.pid), 'SIGSTOP');

  const hang = await booted(frozen);
  expect(hang.verdict).toMatchObject({
    outcome: 'hang',
    reason: "neither a heartbeat nor output for 10 s, in step 1 (echo 'here'; sleep 1000)",
  });
  expect(hang.status).toBe(102);

  expect(await asleep).toMatchObject({ status: 0, stdout: 'awake\n', verdict: { outcome: 'pass' } });

  const { status, verdict } = await late;
  expect(verdict).toMatchObject({ outcome: 'timeout', reason: expect.stringMatching(/^not done after 20 s, /) });
  expect(status).toBe(103);
});
