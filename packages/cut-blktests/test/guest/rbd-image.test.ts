import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const AUTORUN = fileURLToPath(new URL('../../guest/blktests-rbd.sh', import.meta.url));

/** What the autorun maps in the VM of this number: prints the image, or why there is none. */
function mapped(images: string, job: string) {
  const own = readFileSync(AUTORUN, 'utf8').replace(/^(\[\[ -e|\. ).*$/gm, '');
  const script = `die() { echo "$*" >&2; exit 1; }; rbd-map() { echo "/dev/$1"; }; set_up_blktests() { echo "$@"; }\n${own}`;
  const env = { PATH: process.env['PATH'], CEPH_RBD_IMAGE: images, RAPIDO_JOB: job };
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

it.each([
  ['one', '1', 'one'],
  ['one two', '2', 'two'],
  [' pool/one\t two  three ', '1', 'pool/one'],
  ['one\ntwo', '2', 'two'],
])('%j in VM %s', (images, job, image) => {
  expect(mapped(images, job)).toEqual({ status: 0, stdout: `/dev/${image}\n`, stderr: '' });
});

it('there has to be one for each VM', () => {
  const { status, stdout, stderr } = mapped('one two', '3');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/VM 3 of --jobs, and CEPH_RBD_IMAGE names fewer: "one two"/);
});
