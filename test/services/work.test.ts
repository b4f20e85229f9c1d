// A client's test suite over several VMs, and a client at the user's terminal.
import { beforeAll, expect, test } from 'vitest';
import { pty, rapido } from '../helpers/index.js';
import { statuses, suiteRun } from '../suite/suite.js';
import { CUTS, words, writeCuts } from './cuts.js';

beforeAll(writeCuts);

test('a suite in a client: several VMs share it, and a fresh one for one that died finds the server, too', async () => {
  const run = suiteRun(await rapido(['run', ...words('cli'), '--jobs', '2'], { cwd: CUTS }));
  expect(run.status).toBe(1);
  expect(statuses(run)).toEqual({
    ...{ 't/1': 'pass', 't/2': 'crash', 't/3': 'pass', 't/4': 'pass', 't/5': 'pass', 't/6': 'pass' },
  });
  expect(run.verdict.outcome).toBe('fail');
  // Whichever of the two VMs asks first gets that test.
  expect(['cli', 'cli.2']).toContain(run.verdict.vm);
  expect(run.verdict.reason).toBe(`${run.verdict.vm}: 1 of 6 tests failed: t/2`);
  expect(Object.keys(run.verdict.vms)).toEqual(['srv', 'cli', 'cli.2', 'cli.3']);
  const logs = Object.values(run.verdict.vms).map((vm) => vm.logs);
  expect(logs).toEqual(['vms/srv', 'vms/cli', 'vms/cli.2', 'vms/cli.3']);
  expect(run.verdict.vms['srv']?.outcome).toBe('pass');
});

test('at a terminal one may go on without the server, and is told when it ends', async () => {
  const env = { NO_COLOR: '1' };
  const args = ['run', ...words('cli'), '--shell', '--set', 'srv:SRV_FIRST=sleep 1000'];
  const terminal = pty(args, { cwd: CUTS, env, columns: 200 });
  await terminal.waitFor('Waiting for srv: Ctrl-C goes on without.');
  terminal.write('\x03');
  await terminal.waitFor('The autorun is left out.');
  await terminal.waitFor(/rapido\d+:\S*# /);
  const stopped = await rapido(['sh', 'srv', '--', 'poweroff']);
  expect(stopped.stderr).toBe('');
  await terminal.waitFor('srv, which it needs, has ended: ');
  terminal.write('\rexit 7\r');
  expect(await terminal.status).toBe(130);
});
