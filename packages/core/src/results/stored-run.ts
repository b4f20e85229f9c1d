import { join } from 'node:path';
import { namesIn, textOf } from '../files.js';
import type { Environment } from '../host.js';
import { onHost } from '../process/index.js';
import { listVms } from '../run/running.js';
import type { Verdict, VmResult } from '../run/types.js';
import { wordsOf } from './run-words.js';

/** A run whose bundle is kept. */
export interface StoredRun {
  /** As `2026-11-22T19-41-52-simple-example`: when it was started, in UTC, and its cut. */
  readonly name: string;
  /** The bundle's directory. */
  readonly path: string;
  /** Of several VMs `srv=samba-xfs cli=cifs`; without a result only what the bundle is named after is known. */
  readonly cut: string;
  /** ISO 8601 */
  readonly started: string;
  /** A VM of it runs now. */
  readonly running: boolean;
  /** Absent: it still runs, or was killed. */
  readonly verdict?: Verdict;
}

/** Directory of the bundles. */
export function runsDir({ dirs }: Environment): string {
  return join(dirs.state, 'runs');
}

/** Names of all bundles, oldest first. */
export async function runNames(environment: Environment): Promise<string[]> {
  return (await namesIn(runsDir(environment))).filter((name) => NAME.test(name)).sort();
}

/** What is known of the run that left its bundle at `path`. `inUse` is what `bundlesInUse` found. */
export async function readRun(path: string, name: string, inUse: ReadonlySet<string>): Promise<StoredRun> {
  const verdict = await readVerdict(path);
  const [, date = '', hour, minute, second, cut = name] = NAME.exec(name) ?? [];
  return {
    ...{ name, path },
    cut: verdict === undefined ? cut : wordsOf(verdict),
    started: verdict?.started ?? (date === '' ? '' : `${date}T${hour}:${minute}:${second}.000Z`),
    running: inUse.has(path),
    ...(verdict === undefined ? {} : { verdict }),
  };
}

/** Bundles of VMs that run now. */
export async function bundlesInUse(environment: Environment): Promise<ReadonlySet<string>> {
  const vms = await listVms(environment);
  return new Set(vms.map(({ run }) => run));
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(.+)$/;

/** Undefined where there is none, and for one that this version cannot read. */
async function readVerdict(bundle: string): Promise<Verdict | undefined> {
  const path = join(bundle, 'result.json');
  const text = await onHost(`Reading ${path}`, () => textOf(path));
  try {
    const verdict = JSON.parse(text ?? 'null') as Verdict | null;
    return verdict?.schema === 1 ? completed(verdict) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** With what earlier versions, whose runs had one cut, did not tell of each VM. */
function completed(verdict: Verdict): Verdict {
  const { kernel, vms } = verdict;
  const complete = ([name, vm]: readonly [string, Partial<VmResult>]) => {
    const cut = name.replace(/\.\d+$/, '');
    return [name, { cut, kernel, began: 0, ...vm } as VmResult] as const;
  };
  return { ...verdict, vms: Object.fromEntries(Object.entries(vms).map(complete)) };
}
