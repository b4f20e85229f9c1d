import { expect, test } from 'vitest';
import { bridgeAddresses } from '../../src/network/addresses.js';
import { hostsFile } from '../../src/network/hosts-file.js';
import { peerRuns } from '../../src/network/peer-runs.js';

/** As the guest writes it. */
function written(hosts: string): string[] {
  const { lines, runs } = peerRuns(hosts);
  const peers = runs.flatMap(({ prefix, offset, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => `${prefix}${first + i + offset} rapido${first + i}`),
  );
  return [...lines.split('\n').filter(Boolean), ...peers].sort();
}

test.each(['192.168.155.1/24', '192.168.155.150/24 fd00:155::1/64', '10.1.2.3/28', ''])(
  'the hosts file of %j is told in few words, and none is lost',
  (bridge) => {
    const hosts = hostsFile({ number: 7, hostname: 'rapido7', nics: [], vms: [], bridge: bridgeAddresses(bridge) });
    expect(written(hosts)).toEqual(hosts.split('\n').filter(Boolean).sort());
    expect(peerRuns(hosts).runs.length).toBeLessThanOrEqual(8);
  },
);

test('names of other kinds stay lines', () => {
  const hosts = '10.0.0.1 rapido\n10.0.0.02 rapido2\n10.0.0.3 storage3\nfd00::a rapido4\n';
  expect(peerRuns(hosts)).toEqual({ lines: hosts, runs: [] });
});
