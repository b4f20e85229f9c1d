/** Lines of a hosts(5) that differ in a number only, as `192.168.155.101 rapido1` to `192.168.155.199 rapido99`. */
export interface PeerRun {
  /** What stands before the number of the address. */
  readonly prefix: string;
  /** What the number of the address is ahead of that of the name. */
  readonly offset: number;
  /** The first and the last number of a name. */
  readonly first: number;
  readonly last: number;
}

/**
 * Takes the runs out of a hosts file: what goes to the guest is sent over a serial line, and every VM knows a hundred
 * others.
 */
export function peerRuns(hosts: string): { readonly lines: string; readonly runs: readonly PeerRun[] } {
  const lines: string[] = [];
  const runs: PeerRun[] = [];
  for (const line of hosts.split('\n').filter(Boolean)) {
    const [, prefix, digits, name] = /^([\d.:a-f]*[.:])([1-9]\d*) rapido([1-9]\d*)$/.exec(line) ?? [];
    const [first, offset] = [Number(name), Number(digits) - Number(name)];
    const before = runs.at(-1);
    if (prefix === undefined) lines.push(`${line}\n`);
    else if (before?.prefix === prefix && before.offset === offset && before.last === first - 1)
      runs.push({ ...(runs.pop() as PeerRun), last: first });
    else runs.push({ prefix, offset, first, last: first });
  }
  return { lines: lines.join(''), runs };
}
