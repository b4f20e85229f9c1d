import { expect, test, vi } from 'vitest';
import { startTime } from '../../src/process/owner.js';
import { startReaper } from '../../src/process/reaper.js';
import { runTool } from '../../src/process/run-tool.js';

const variables = { PATH: process.env['PATH'] };

test('gives status and output, and each line as it comes', async () => {
  const lines: string[] = [];
  const result = await runTool('sh', ['-c', 'echo out; echo err >&2; exit 3'], {
    variables,
    onLine: (line) => lines.push(line),
  });
  expect(result).toMatchObject({ status: 3, stdout: 'out\n', stderr: 'err\n' });
  expect(lines.sort()).toEqual(['err', 'out']);
});

test('a program that a signal ends has 128 and its number, as in a shell', async () => {
  expect((await runTool('sh', ['-c', 'kill -9 $$'], { variables })).status).toBe(137);
});

test('the environment is the one given, and nothing else', async () => {
  const { stdout } = await runTool('env', [], {
    variables,
    env: { PATH: process.env['PATH'], ONE: '1', TWO: undefined },
  });
  expect(
    stdout
      .split('\n')
      .filter((line) => !line.startsWith('PATH='))
      .join(''),
  ).toBe('ONE=1');
});

test('a missing program names its package', async () => {
  await expect(runTool('dracut', [], { variables: { PATH: '/nowhere' } })).rejects.toMatchObject({
    hint: expect.stringMatching(/dracut-core|dracut$/),
  });
  await expect(runTool('no-such-program', [], { variables })).rejects.toMatchObject({
    code: 'ERR_RAPIDO_HOST',
    exitCode: 128,
    message: expect.stringContaining('no-such-program is not installed'),
  });
});

test('an abort ends it, with the reason of the signal', async () => {
  const controller = new AbortController();
  const running = runTool('sh', ['-c', 'echo started; exec sleep 1000'], {
    variables,
    signal: controller.signal,
    onLine: () => controller.abort(new Error('stop it')),
  });
  await expect(running).rejects.toThrow('stop it');
});

test('an abort ends what the program has started as well, which would keep its output open', async () => {
  const controller = new AbortController();
  const reaper = startReaper();
  const running = runTool('sh', ['-c', 'sleep 1000 & echo $!; wait'], {
    variables,
    reaper,
    signal: controller.signal,
    onLine: (pid) => controller.abort(new Error(pid)),
  });
  const pid = await running.catch((error: Error) => Number(error.message));
  await vi.waitUntil(async () => (await startTime(Number(pid))) === undefined);
  await reaper.close();
});
