import { join } from 'node:path';
import { namesIn, textOf } from '../files.js';
import type { Environment } from '../host.js';
import { onHost } from '../process/index.js';
import { listVms } from '../run/running.js';
import type { Verdict } from '../run/types.js';

/** A run whose bundle is kept. */
export interface StoredRun {
  /** As `2026-11-22T19-41-52-simple-example`: when it was started, in UTC, and its cut. */
  readonly name: string;
  /** The bundle's directory. */
  readonly path: string;
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
    cut: Object.keys(verdict?.vms ?? {})[0] ?? cut,
    started: verdict?.started ?? (date === '' ? '' : `${date}T${hour}:${minute}:${second}.000Z`),
    running: inUse.has(path),
    ...(verdict === undefined ? {} : { verdict }),
  };
}

/** Bundles of VMs that run now. */
export async function bundlesInUse(environment: Environment): Promise<ReadonlySet<string>> {
  const vms = await listVms(environment);
  // One that is booted a second time, or not the first of its run, has its logs in a directory of the bundle.
  return new Set(vms.flatMap(({ bundle }) => [bundle, join(bundle, '..'), join(bundle, '../..')]));
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(.+)$/;

/** Undefined where there is none, and for one that this version cannot read. */
async function readVerdict(bundle: string): Promise<Verdict | undefined> {
  const path = join(bundle, 'result.json');
  const text = await onHost(`Reading ${path}`, () => textOf(path));
  try {
    const verdict = JSON.parse(text ?? 'null') as Verdict | null;
    return verdict?.schema === 1 ? verdict : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
