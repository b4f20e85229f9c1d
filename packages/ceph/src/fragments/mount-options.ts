import type { Problem } from '@rapido/kit';
import type { CephfsValues } from '../settings.js';

const SECRET = /(?:^|[\s,])(secret|secretfile)=/;

/** What CEPH_MOUNT_OPTS must not have: results, reports and suites show it. */
export function mountOptionProblems({ CEPH_MOUNT_OPTS: options = '' }: CephfsValues): readonly Problem[] {
  const option = SECRET.exec(options)?.[1];
  if (option === undefined) return [];
  const message = `CEPH_MOUNT_OPTS: ${option}= is a key among options, which results and the guest's logs show`;
  const fix = 'Leave it out: the client gets the key of CEPH_USER by itself, from the keyring (CEPH_KEYRING).';
  return [{ kind: 'usage', message, fix }];
}
