// VMs that run together: who waits for whom, what each knows, and what is left of them.
import { beforeAll, expect, test } from 'vitest';
import { nothingLeft } from '../helpers/index.js';
import { runVms, words, writeCuts } from './cuts.js';

beforeAll(writeCuts);

test('two clients wait for a server that has work of its own, know all VMs, and end before it', async () => {
  const run = await runVms([
    ...words('one', 'two'),
    ...[
      '-x',
      '@srv sleep 1; echo served >/tmp/out',
      '-x',
      '@one vms web-client; vms web-server; fetch',
      '-x',
      '@two exit 3',
    ],
    ...['-x', '@two echo never', '--get', '@srv=/tmp/out', '--memory', '@one=600M', '--append', '@two=only_two'],
  ]);
  expect(run.status).toBe(3);
  expect(run.verdict).toMatchObject({
    outcome: 'fail',
    vm: 'two',
    reason: 'two: step 1 (exit 3) ended with status 3',
  });
  expect(Object.keys(run.verdict.vms)).toEqual(['srv', 'one', 'two']);
  const [, one, two, srv] =
    /^one: one ([\d.]+)\none: two ([\d.]+)\none: srv ([\d.]+)\none: served by srv$/m.exec(run.stdout) ?? [];
  expect(new Set([one, two, srv]).size).toBe(3);
  expect(run.stdout).not.toContain('autorun');

  const server = run.vm('srv');
  expect(server).toMatchObject({ outcome: 'pass', service: true, cut: 'web-server', logs: 'vms/srv' });
  expect(server.files.map(({ path }) => path)).toEqual(['/tmp/out']);
  expect(run.text('vms/srv/files/tmp/out')).toBe('served\n');
  expect(run.text('vms/srv/console.log')).toContain("this is the server's autorun");
  expect(run.text('vms/one/manifest.fest')).toContain('tree /usr/local/bin');
  expect(run.text('vms/one/qemu.txt')).toContain('-m 600M');
  expect(run.text('vms/two/qemu.txt')).toContain('only_two');
  expect(run.text('vms/one/qemu.txt')).not.toContain('only_two');

  const client = run.vm('one');
  expect(client).toMatchObject({ outcome: 'pass', cut: 'web-client', logs: 'vms/one', kernel: run.verdict.kernel });
  expect(client).not.toHaveProperty('service');
  expect(client.waited).toBeGreaterThanOrEqual(0);
  const autorun = client.began + (client.steps[0]?.began ?? 0);
  expect(autorun).toBeGreaterThanOrEqual(server.ready ?? Number.POSITIVE_INFINITY);
  const end = (vm: typeof client) => vm.began + vm.seconds;
  expect(end(server)).toBeGreaterThan(Math.max(end(client), end(run.vm('two'))));
  // What a client does at its end still finds the server.
  expect(run.text('vms/one/console.log')).toMatch(/served by srv[\s\S]*served by srv/);
  expect(run.text('vms/srv/console.log')).toContain('the end of srv');
  await nothingLeft();
});
