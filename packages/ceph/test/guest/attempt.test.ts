import { describe, expect, it } from 'vitest';
import { clusterFile, shell } from './shell.js';

/** What the kernel logs is what is written to its log: each line gets a time. */
const DMESG = `sed 's/^<14>//; s/^/[    1.000000] /' $T/kmsg`;
const SHOW = 'printf "%s|%s|%s\\n" "$status" "$said" "$kernel_said"';

const attempt = (script: string) => shell(['attempt'], script, { programs: { dmesg: DMESG } });

it('has what the command printed, and its status', () => {
  expect(attempt(`f() { echo a; echo b >&2; return 3; }; attempt 60 f; status=$?; ${SHOW}`).stdout).toBe('3|a\nb\n|\n');
  expect(attempt('attempt 60 true && echo yes').stdout).toBe('yes\n');
});

it('ends a command that is not done in time', () => {
  const command = 'f() { echo begun; echo "$BASHPID" >$T/pid; exec sleep 20; }';
  const { stdout } = attempt(`${command}; attempt 1 f; status=$?; ${SHOW}; wait "$(<$T/pid)"; echo "$?"`);
  expect(stdout).toBe('124|begun\n|\n137\n');
});

it("has the clients' records since it began, and what repeats once", () => {
  const command = `f() {
    for n in 1 2 3; do echo 'libceph: mon0 socket closed'; done >>$T/kmsg
    printf '%s\\n' 'rbd: image a' 'rbd0: p1' 'eth0: link up' 'ceph: no [x] $(touch $T/bad) mds' >>$T/kmsg
    return 1
  }`;
  const { stdout } = attempt(`echo 'libceph: before' >$T/kmsg; ${command}; attempt 60 f; echo "$kernel_said"; ls $T`);
  expect(stdout.split('bin\n')[0]).toBe(`[    1.000000] libceph: mon0 socket closed (3 times)
[    1.000000] rbd: image a
[    1.000000] rbd0: p1
[    1.000000] ceph: no [x] $(touch $T/bad) mds
`);
  expect(stdout).not.toMatch(/before|eth0|^bad$/m);
});

describe('a failure is explained', () => {
  const explain = (status: number, kernel: string, said = '', options = '') =>
    shell(
      ['cluster', 'explain', 'rbd'],
      `ceph_cluster; pool=rbd image=a ceph_limit=40 said=$SAID kernel_said=$KERNEL; report_failure it ${status} ${options}`,
      { files: { 'etc/ceph/cluster': clusterFile('192.0.2.1:6789') }, env: { SAID: said, KERNEL: kernel } },
    ).stderr;

  it.each([
    [1, "libceph: auth protocol 'cephx' mauth authentication failed: -13", /refuses client\.tester/],
    [1, "libceph: auth protocol 'none' msgr authentication failed: -95", /does not authenticate as this client/],
    [
      1,
      'libceph: mon0 (1)192.0.2.1:6789 socket closed (con state V1_BANNER)',
      /No monitor answers at 192\.0\.2\.1:6789/,
    ],
    [1, 'libceph: mon0 (2)192.0.2.1:6789 server is speaking msgr1 protocol', /speak msgr1/],
    [
      124,
      'libceph: mon0 (1)192.0.2.1:6789 session established',
      /monitors answer, but not what comes next within 40 s/,
    ],
    [124, '', /not done with it after 40 s/],
    [1, "rbd: bad option at 'ms_mode=crc'", /does not know one of the options/],
  ])('%i, %s', (status, kernel, expected) => {
    const text = explain(status, kernel);
    expect(text).toMatch(expected);
    expect(text).toContain(kernel);
  });

  it('of images by what the kernel says of them, before what is common to all clients', () => {
    const session = 'libceph: mon0 (1)192.0.2.1:6789 session established\n';
    const rbd = (text: string, said = '') => explain(1, session + text, said, 'rbd_explain');
    expect(rbd('rbd: pool rbd does not exist')).toContain('There is no pool rbd');
    expect(rbd('rbd: image rbd/a does not exist')).toContain('There is no image a in the pool rbd');
    expect(rbd('rbd: image a: image uses unsupported features: 0x40')).toContain(
      'rbd feature disable rbd/a journaling',
    );
    expect(rbd('', 'echo: write error: Operation not permitted')).toMatch(
      /^it: Operation not permitted\n[\s\S]*client\.tester may not use the pool rbd/,
    );
  });
});
