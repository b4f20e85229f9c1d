import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkForwarding, judgeIptables, judgeNft } from '../../src/bridge/forwarding.js';

describe('iptables -S FORWARD', () => {
  it('with a policy of DROP drops what VMs send each other', () => {
    const rules = '-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n-A FORWARD -i docker0 ! -o docker0 -j ACCEPT\n';
    expect(judgeIptables(rules, 'rapido-br', 'iptables')).toEqual({
      by: 'iptables: the policy of FORWARD is DROP',
      fix: 'sudo iptables -I FORWARD -i rapido-br -o rapido-br -j ACCEPT',
    });
  });

  it('does not, with a rule for the bridge, or another policy', () => {
    const rule = '-P FORWARD DROP\n-A FORWARD -i rapido-br -o rapido-br -j ACCEPT\n';
    expect(judgeIptables(rule, 'rapido-br', 'iptables')).toBe('passes');
    expect(judgeIptables('-P FORWARD ACCEPT\n-A FORWARD -i eth0 -j DROP\n', 'rapido-br', 'iptables')).toBe('passes');
  });
});

describe('nft -j list ruleset', () => {
  const IPV4 = ['ip', 'inet'];
  const ruleset = (family: string, hook: string, policy: string, ...expr: unknown[]) =>
    JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.6' } },
        { table: { family, name: 'filter' } },
        { chain: { family, table: 'filter', name: 'forward', type: 'filter', hook, prio: 0, policy } },
        { chain: { family, table: 'filter', name: 'other' } },
        { rule: { family, table: 'filter', chain: 'forward', expr } },
      ],
    });
  const matches = (right: string) => ({ match: { op: '==', left: { meta: { key: 'iifname' } }, right } });

  it('with a policy of drop for what is forwarded', () => {
    expect(judgeNft(ruleset('inet', 'forward', 'drop', matches('eth0'), { accept: null }), 'rapido-br', IPV4)).toEqual({
      by: 'nftables: the policy of inet filter forward is drop',
      fix: 'sudo nft insert rule inet filter forward iifname rapido-br oifname rapido-br accept',
    });
  });

  it.each([
    ruleset('ip', 'forward', 'drop', matches('rapido-br'), { accept: null }),
    ruleset('ip', 'forward', 'accept'),
    ruleset('ip', 'input', 'drop'),
    ruleset('bridge', 'forward', 'drop'), // is not what br_netfilter asks
  ])('that lets them pass: %s', (text) => {
    expect(judgeNft(text, 'rapido-br', IPV4)).toBe('passes');
  });

  it.each(['', 'Error: JSON support not compiled-in', '{}', '[]', 'null'])('that is none is not known: %j', (text) => {
    expect(judgeNft(text, 'rapido-br', IPV4)).toBe('unknown');
  });
});

describe('checkForwarding', () => {
  const DROPS = 'echo "-P FORWARD DROP"';
  const PASSES = 'echo "-P FORWARD ACCEPT"';
  const NO_TABLES = `echo '{"nftables":[]}'`;

  /** A host whose bridge hands these families to filters that answer so. */
  async function host(calls: Readonly<Record<string, string>>, answers: Readonly<Record<string, string>>) {
    const dir = await mkdtemp(join(tmpdir(), 'forwarding-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const [settings, bin] = [join(dir, 'settings'), join(dir, 'bin')];
    await Promise.all([mkdir(settings), mkdir(bin)]);
    for (const [name, value] of Object.entries(calls)) await writeFile(join(settings, name), `${value}\n`);
    for (const [name, line] of Object.entries({ nft: NO_TABLES, iptables: PASSES, ip6tables: PASSES, ...answers })) {
      await writeFile(join(bin, name), `#!/bin/sh\n${line}\n`);
      await chmod(join(bin, name), 0o755);
    }
    return (...families: (4 | 6)[]) =>
      checkForwarding('rapido-br', families, { variables: { PATH: `${bin}:${process.env['PATH']}` } }, settings);
  }

  it('names what drops packets, of the families that are handed to a filter', async () => {
    const both = { 'bridge-nf-call-iptables': '1', 'bridge-nf-call-ip6tables': '1' };
    const check = await host(both, { iptables: DROPS, ip6tables: DROPS });
    const four = { name: 'bridge netfilter', fix: 'sudo iptables -I FORWARD -i rapido-br -o rapido-br -j ACCEPT' };
    const six = { name: 'bridge netfilter', fix: 'sudo ip6tables -I FORWARD -i rapido-br -o rapido-br -j ACCEPT' };
    expect(await check(4)).toMatchObject([four]);
    expect(await check(4, 6, 4)).toMatchObject([four, six]);
    const only6 = await host({ ...both, 'bridge-nf-call-iptables': '0' }, { iptables: DROPS, ip6tables: DROPS });
    expect(await only6(4, 6)).toMatchObject([six]);
  });

  it('finds nothing without br_netfilter, or with filters that let all pass', async () => {
    expect(await (await host({}, { iptables: DROPS }))(4, 6)).toEqual([]);
    const calls = { 'bridge-nf-call-iptables': '1' };
    expect(await (await host(calls, {}))(4)).toEqual([]);
    expect(await (await host({ 'bridge-nf-call-iptables': '0' }, { iptables: DROPS }))(4)).toEqual([]);
  });

  it('says who may look where it may not', async () => {
    const check = await host({ 'bridge-nf-call-iptables': '1' }, { iptables: 'exit 4' });
    expect(await check(4)).toMatchObject([
      { found: expect.stringContaining('only root'), fix: expect.stringContaining('sudo iptables -S FORWARD') },
    ]);
  });
});
