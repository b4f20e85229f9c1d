import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSystemError } from '../errors.js';
import { markAsUsed, statOf } from '../files.js';
import type { Environment } from '../host.js';
import type { ManifestEntry, Manifested } from '../manifest/types.js';
import { asideOf, onHost, type Reaper } from '../process/index.js';
import type { CutRun } from './cut-run.js';
import type { InputStamps } from './inputs.js';
import type { Segment } from './native/segment.js';
import { recordedVm } from './recorded-vm.js';
import type { ImageRecord } from './types.js';

/** What came of a cut, so that the same need not be done again: from what an image was made, and what is in it. */
export interface CutMemo {
  readonly inputs: InputStamps;
  /** `askedDigest` of what the cut's code wanted. */
  readonly asked: string;
  readonly record: ImageRecord;
  readonly segments: readonly Segment[];
  /** What the user is told of it at every cut: what a tree lacks. */
  readonly warnings: readonly string[];
  /** The image that was written last, as its file was then (`stateOf`). */
  readonly image: { readonly path: string; readonly state: string };
}

/** What tells whether a file of ours is as it was written. */
export async function stateOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

const OWN_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEPT = 100;
const UNREADABLE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EACCES', 'EPERM', 'EIO'];

/**
 * Names the memo of a cut by all that is asked of it. `asked`: what the cut's code wants, for a cut whose code may have
 * changed unnoticed.
 */
export async function memoKey(run: CutRun, asked?: Manifested): Promise<string> {
  const { cut, plugin, kernel, additions, environment } = run;
  const { foundBy: _, config, ...tested } = kernel;
  const all = {
    ...{
      rapido: await buildOf(OWN_ROOT),
      cut,
      plugin,
      build: await buildOf(plugin.root),
      kernel: { ...tested, config: config?.digest },
      path: environment.variables['PATH'],
    },
    additions: { ...additions, entries: additions.entries.map(withoutRunText) },
    ...(asked === undefined ? {} : { asked: askedDigest(asked) }),
  };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Tells a package from other versions of it, and in a checkout from what was compiled before. */
async function buildOf(root: string): Promise<readonly unknown[]> {
  const found = await Promise.all(['package.json', 'dist/.tsbuildinfo'].map((name) => statOf(join(root, name))));
  return found.map((file) => [file?.ino, file?.size, file?.mtimeMs]);
}

/** Names what the code of a cut wants in the image, of which nothing is what each VM is told anew. */
export function askedDigest({ entries, vm }: Manifested): string {
  const asked = { entries: entries.map(withoutRunText), vm: recordedVm(vm) };
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** What is sent when a VM starts is no part of the image, and may be secret. */
function withoutRunText(entry: ManifestEntry): ManifestEntry {
  return entry.kind === 'data' && (entry.perRun || entry.secret) ? { ...entry, text: '' } : entry;
}

/** Undefined where there is none that can be read and understood: then the cut is made anew. */
export async function readMemo(environment: Environment, key: string): Promise<CutMemo | undefined> {
  const path = memoPath(environment, key);
  try {
    const memo = JSON.parse(await readFile(path, 'utf8')) as CutMemo;
    await markAsUsed(path);
    return memo;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, ...UNREADABLE)) return undefined;
    throw error;
  }
}

export async function writeMemo(environment: Environment, key: string, memo: CutMemo, reaper: Reaper): Promise<void> {
  const path = memoPath(environment, key);
  await onHost(`Writing ${path}`, async () => {
    await mkdir(memoDir(environment), { recursive: true, mode: 0o700 });
    const aside = await asideOf(path, reaper);
    await writeFile(aside, JSON.stringify(memo), { mode: 0o600, flag: 'wx' });
    await rename(aside, path);
    await removeOld(memoDir(environment));
  });
}

function memoDir({ dirs }: Environment): string {
  return join(dirs.cache, 'cuts');
}

function memoPath(environment: Environment, key: string): string {
  return join(memoDir(environment), `${key}.json`);
}

/** Those that were used last stay. */
async function removeOld(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
  if (names.length <= KEPT) return;
  const used = await Promise.all(
    names.map(async (name) => ({ name, at: (await statOf(join(dir, name)))?.mtimeMs ?? 0 })),
  );
  const old = used.sort((a, b) => b.at - a.at).slice(KEPT);
  for (const { name } of old) await rm(join(dir, name), { force: true });
}
