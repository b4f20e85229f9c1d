import { expect, it } from 'vitest';
import { clusterFile, shell } from './shell.js';

const session = 'libceph: mon0 (1)192.0.2.1:6789 session established\n';

/** What is said of an image that could not be mapped, after these records of the kernel's log. */
function explain(status: number, kernel: string, said = ''): string {
  const script = `ceph_cluster; pool=rbd image=a ceph_limit=75 said=$SAID kernel_said=$KERNEL; report_failure it ${status} rbd_explain`;
  return shell(['cluster', 'explain', 'rbd'], script, {
    files: { 'etc/ceph/cluster': clusterFile('192.0.2.1:6789') },
    env: { SAID: said, KERNEL: session + kernel },
  }).stderr;
}

it('a lock that may not be broken is no matter of the pool', () => {
  const kernel = `rbd: rbd0: breaking header lock owned by client4209
rbd: rbd0: failed to blocklist client4209: -13
rbd: rbd0: failed to acquire lock: -13`;
  const text = explain(1, kernel, 'rbd-map: line 1: echo: write error: Permission denied');
  expect(text).toMatch(/client\.tester may not break it: [\s\S]*'profile rbd' of the monitors/);
  expect(text).not.toContain('may not use the pool');
});

it('a lock of somebody who lives is theirs', () => {
  const kernel = 'rbd: rbd0: locked by external mechanism, tag \nrbd: rbd0: failed to acquire lock: -16';
  expect(explain(1, kernel, 'Device or resource busy')).toContain(
    'has the image for itself. Who that is: rbd lock ls rbd/a',
  );
  expect(explain(1, 'rbd: rbd0: failed to acquire lock: -30')).toContain('has the image for itself');
});

it('a lock that nobody answers for is waited for, but not for ever', () => {
  const text = explain(124, 'rbd: rbd0: no lock owners detected');
  expect(text).toMatch(/^it: given up after 75 s/);
  expect(text).toMatch(/neither answers nor has been given up by the cluster[\s\S]*rbd status rbd\/a/);
});
