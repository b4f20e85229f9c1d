import { join } from 'node:path';
import type { Check } from '../doctor/index.js';
import { textOf } from '../files.js';
import type { Environment } from '../host.js';
import { findProgram, runTool } from '../process/index.js';

const NAME = 'bridge netfilter';

type Family = 4 | 6;

/** Of each family: what hands it to the filter, and what shows the filter. */
const FILTERS = {
  4: { call: 'bridge-nf-call-iptables', iptables: 'iptables', nft: ['ip', 'inet'] },
  6: { call: 'bridge-nf-call-ip6tables', iptables: 'ip6tables', nft: ['ip6', 'inet'] },
} as const;

/**
 * Whether what VMs send each other passes the host's packet filter (br_netfilter, whose settings are in `settings`) and is
 * dropped there, as a FORWARD policy of DROP does, which Docker for one sets. `families` are those of the bridge's addresses.
 */
export async function checkForwarding(
  bridge: string,
  families: readonly Family[],
  environment: Pick<Environment, 'variables'>,
  settings = '/proc/sys/net/bridge',
): Promise<Check[]> {
  const checks = [...new Set(families)].map((family) => checkFamily(bridge, family, environment, settings));
  const found = (await Promise.all(checks)).flat();
  return found.filter(
    ({ found: text, fix }, index) => found.findIndex((b) => b.found === text && b.fix === fix) === index,
  );
}

async function checkFamily(
  bridge: string,
  family: Family,
  environment: Pick<Environment, 'variables'>,
  settings: string,
): Promise<Check[]> {
  const { call, iptables, nft } = FILTERS[family];
  const called = await textOf(join(settings, call));
  if (called?.trim() !== '1') return [];
  const verdicts = await Promise.all([
    ask([iptables, '-S', 'FORWARD'], (rules) => judgeIptables(rules, bridge, iptables), environment),
    ask(['nft', '-j', 'list', 'ruleset'], (rules) => judgeNft(rules, bridge, nft), environment),
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
      fix: `If VMs cannot reach each other: sudo ${iptables} -S FORWARD, sudo nft list ruleset`,
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

/** Judges what `iptables -S FORWARD`, or ip6tables, prints (iptables(8)). */
export function judgeIptables(rules: string, bridge: string, program: string): Verdict {
  const lines = rules.split('\n');
  const accepts = lines.some((line) => {
    const words = line.split(' ');
    return words[words.indexOf('-i') + 1] === bridge && words.at(-1) === 'ACCEPT';
  });
  if (accepts || !lines.includes('-P FORWARD DROP')) return 'passes';
  return {
    by: `${program}: the policy of FORWARD is DROP`,
    fix: `sudo ${program} -I FORWARD -i ${bridge} -o ${bridge} -j ACCEPT`,
  };
}

/** Of what `nft -j list ruleset` prints (libnftables-json(5)). */
interface NftObject {
  readonly chain?: { family: string; table: string; name: string; hook?: string; policy?: string };
  readonly rule?: { family: string; table: string; chain: string; expr: readonly unknown[] };
}

/** Judges what `nft -j list ruleset` prints, of tables of these families. */
export function judgeNft(text: string, bridge: string, families: readonly string[]): Verdict {
  const objects = nftObjects(text);
  if (objects === undefined) return 'unknown';
  const chain = objects
    .flatMap((object) => object.chain ?? [])
    .find(({ family, hook, policy }) => families.includes(family) && hook === 'forward' && policy === 'drop');
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

/** Undefined for what is no such list: nft can be built without JSON. */
function nftObjects(text: string): readonly NftObject[] | undefined {
  try {
    const { nftables } = JSON.parse(text) as { nftables?: unknown };
    return Array.isArray(nftables) ? nftables : undefined;
  } catch {
    return undefined;
  }
}
