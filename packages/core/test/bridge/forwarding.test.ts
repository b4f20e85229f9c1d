import { describe, expect, it } from 'vitest';
import { judgeIptables, judgeNft } from '../../src/bridge/forwarding.js';

describe('iptables -S FORWARD', () => {
  it('with a policy of DROP drops what VMs send each other', () => {
    const rules = '-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n-A FORWARD -i docker0 ! -o docker0 -j ACCEPT\n';
    expect(judgeIptables(rules, 'rapido-br')).toEqual({
      by: 'iptables: the policy of FORWARD is DROP',
      fix: 'sudo iptables -I FORWARD -i rapido-br -o rapido-br -j ACCEPT',
    });
  });

  it('does not, with a rule for the bridge, or another policy', () => {
    const rule = '-P FORWARD DROP\n-A FORWARD -i rapido-br -o rapido-br -j ACCEPT\n';
    expect(judgeIptables(rule, 'rapido-br')).toBe('passes');
    expect(judgeIptables('-P FORWARD ACCEPT\n-A FORWARD -i eth0 -j DROP\n', 'rapido-br')).toBe('passes');
  });
});

describe('nft -j list ruleset', () => {
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
    expect(judgeNft(ruleset('inet', 'forward', 'drop', matches('eth0'), { accept: null }), 'rapido-br')).toEqual({
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
    expect(judgeNft(text, 'rapido-br')).toBe('passes');
  });
});
