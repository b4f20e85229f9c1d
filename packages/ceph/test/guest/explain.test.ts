import { describe, expect, it } from 'vitest';
import { clusterFile, shell } from './shell.js';

it("what counts are the clients' records", () => {
  const logged = [
    'libceph: mon0 socket closed',
    'rbd: image a',
    'rbd0: p1',
    'ceph: no mds',
    'eth0: link up',
    'rbdx: no',
  ];
  const { stdout } = shell(
    ['cluster'],
    'while IFS= read -r line; do [[ $line =~ $kernel_records ]] && echo "$line"; done <$T/log',
    {
      files: { log: `${logged.join('\n')}\n` },
    },
  );
  expect(stdout.trim().split('\n')).toEqual(logged.slice(0, 4));
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
