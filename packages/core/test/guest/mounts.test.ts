import { expect, it } from 'vitest';
import { shell } from './shell.js';

/** The place that is mounted has this name below the test's directory, as the kernel writes it. */
const mountedAt = (asked: string, written: string) =>
  shell(
    'mounts',
    `mkdir -p "$T/mnt/b" "$T/mnt/ä c"; ln -s mnt "$T/link"
    printf '%s\\n' 'proc /proc proc rw 0 0' "10.0.0.1:6789:/ $T${written} ceph rw 0 0" >"$T/mounts"
    directory=$(mounted_at "$T${asked}") && echo "\${directory#"$T"}"`,
  );

it('the root is one slash, however many are written', () => {
  expect(shell('mounts', 'cd / && mount_point //etc/.; mount_point /; mount_point ///etc').stdout).toBe(
    '/etc\n/\n/etc\n',
  );
});

it.each([
  ['/mnt/b', '/mnt/b', '/mnt/b'],
  ['/mnt/b/', '/mnt/b', '/mnt/b'],
  ['//mnt/./b', '/mnt/b', '/mnt/b'],
  ['/link/b', '/mnt/b', '/mnt/b'],
  ['/mnt/ä c/', '/mnt/ä\\\\040c', '/mnt/ä c'],
  ['/gone', '/gone', '/gone'],
])('%s is found where %s is mounted', (asked, written, expected) => {
  const { status, stdout } = mountedAt(asked, written);
  expect([status, stdout]).toEqual([0, `${expected}\n`]);
});

it.each([
  ['/mnt', '/mnt/b'],
  ['/nowhere', '/mnt/b'],
])('%s is not mounted where %s is', (asked, written) => {
  const { status, stdout, stderr } = mountedAt(asked, written);
  expect([status, stdout, stderr]).toEqual([1, '', '']);
});
