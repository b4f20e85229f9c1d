// VMs of one user that reach each other without root and without anything set up on the host.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { nothingLeft, SELF } from '../helpers/index.js';
import { cutImage } from '../run/vm.js';
import { type NetworkVm, startVm } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage([], 'simple-network');
});

test('three started at the same moment know each other by name, whoever of them ends', async () => {
  const vms = await Promise.all([1, 2, 3].map(() => startVm(image, ['--net', 'mesh'])));
  const [first, middle, last] = vms.sort((a, b) => a.number - b.number) as [NetworkVm, NetworkVm, NetworkVm];
  expect(new Set(vms.map(({ number }) => number)).size).toBe(3);
  expect(await pings(first, middle)).toContain(`bytes from ${middle.hostname} (192.168.155.${100 + middle.number})`);
  expect(await pings(middle, last)).toContain('1 received');
  expect(await pings(last, first)).toContain('1 received');

  middle.running.kill('SIGKILL');
  await middle.running.result;
  expect(await pings(first, last)).toContain('1 received');
  expect((await first.sh(`ping -c 1 -W 1 ${middle.hostname}`)).stdout).toContain(' 0 received');

  // Without its forwarder a VM is alone, but it runs.
  process.kill(forwarder(), 'SIGKILL');
  await first.running.stderr.waitFor('The mesh has ended');
  const next = await startVm(image, ['--net', 'mesh']);
  expect((await next.sh(`ping -c 1 -W 1 ${first.hostname}`)).stdout).toContain(' 0 received');
  const ends = await Promise.all([first, last, next].map((vm) => vm.end()));
  for (const { status, stderr } of ends) expect(status, stderr).toBe(0);
  expect(ends[0]?.verdict.vms['simple-network']?.network).toEqual([
    { nic: 'eth0', addresses: [`192.168.155.${100 + first.number}/24`] },
  ]);
  await nothingLeft();
});

/** What ping says, sent once. */
async function pings(from: NetworkVm, to: NetworkVm): Promise<string> {
  const { stdout, stderr } = await from.sh(`ping -c 1 -W 10 ${to.hostname}`);
  return stdout + stderr;
}

/** The process that forwards for the VMs of these tests. */
function forwarder(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.filter((pid) => {
    const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    return command?.startsWith('rapido-mesh') && command.includes(SELF.directories.runtime);
  });
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // it has just ended
  }
}
