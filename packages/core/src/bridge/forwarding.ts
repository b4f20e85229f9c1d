import type { Check } from '../doctor/index.js';
import { textOf } from '../files.js';
import type { Environment } from '../host.js';
import { findProgram, runTool } from '../process/index.js';

const NAME = 'bridge netfilter';

/**
 * Whether what VMs send each other passes the host's packet filter (br_netfilter) and is dropped there, as a FORWARD
 * policy of DROP does, which Docker for one sets.
 */
export async function checkForwarding(bridge: string, environment: Pick<Environment, 'variables'>): Promise<Check[]> {
  const called = await textOf('/proc/sys/net/bridge/bridge-nf-call-iptables');
  if (called?.trim() !== '1') return [];
  const verdicts = await Promise.all([
    ask(['iptables', '-S', 'FORWARD'], (rules) => judgeIptables(rules, bridge), environment),
    ask(['nft', '-j', 'list', 'ruleset'], (rules) => judgeNft(rules, bridge), environment),
  ]);
  const dropped = verdicts.filter((verdict) => typeof verdict === 'object');
  if (dropped.length > 0) {
    return dropped.map(({ by, fix }) => ({
      ...{ name: NAME, status: 'warn', fix },
      found: `packets between VMs are dropped by the filter of this host (${by})`,
    }));
  }
  if (!verdicts.includes('unknown')) return [];
  return [
    {
      ...{ name: NAME, status: 'warn' },
      found: 'packets on the bridge pass the filter of this host, which only root may look at',
      fix: 'If VMs cannot reach each other: sudo iptables -S FORWARD, sudo nft list ruleset',
    },
  ];
}

/** Whether packets get through; `by`: what drops them. */
type Verdict = 'passes' | 'unknown' | { readonly by: string; readonly fix: string };

async function ask(
  [program, ...args]: readonly [string, ...string[]],
  judge: (rules: string) => Verdict,
  { variables }: Pick<Environment, 'variables'>,
): Promise<Verdict> {
  if ((await findProgram(program, variables)) === undefined) return 'passes';
  const { status, stdout } = await runTool(program, args, { variables });
  return status === 0 ? judge(stdout) : 'unknown';
}

/** Judges what `iptables -S FORWARD` prints (iptables(8)). */
export function judgeIptables(rules: string, bridge: string): Verdict {
  const lines = rules.split('\n');
  const accepts = lines.some((line) => {
    const words = line.split(' ');
    return words[words.indexOf('-i') + 1] === bridge && words.at(-1) === 'ACCEPT';
  });
  if (accepts || !lines.includes('-P FORWARD DROP')) return 'passes';
  return {
    by: 'iptables: the policy of FORWARD is DROP',
    fix: `sudo iptables -I FORWARD -i ${bridge} -o ${bridge} -j ACCEPT`,
  };
}

/** Of what `nft -j list ruleset` prints (libnftables-json(5)). */
interface NftObject {
  readonly chain?: { family: string; table: string; name: string; hook?: string; policy?: string };
  readonly rule?: { family: string; table: string; chain: string; expr: readonly unknown[] };
}

export function judgeNft(text: string, bridge: string): Verdict {
  const objects = (JSON.parse(text) as { nftables: NftObject[] }).nftables;
  const chain = objects
    .flatMap((object) => object.chain ?? [])
    .find(({ family, hook, policy }) => ['ip', 'inet'].includes(family) && hook === 'forward' && policy === 'drop');
  if (chain === undefined) return 'passes';
  const { family, table, name } = chain;
  const accepts = objects
    .flatMap((object) => object.rule ?? [])
    .some((rule) => {
      const expressions = JSON.stringify(rule.expr);
      const isHere = rule.family === family && rule.table === table && rule.chain === name;
      return isHere && expressions.includes(JSON.stringify(bridge)) && expressions.includes('"accept"');
    });
  if (accepts) return 'passes';
  return {
    by: `nftables: the policy of ${family} ${table} ${name} is drop`,
    fix: `sudo nft insert rule ${family} ${table} ${name} iifname ${bridge} oifname ${bridge} accept`,
  };
}
