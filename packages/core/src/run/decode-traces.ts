import { join } from 'node:path';
import { firstFile } from '../files.js';
import { type Host, task } from '../host.js';
import { findProgram, type Reaper, runTool } from '../process/index.js';
import { writeBundleFile } from './bundle.js';
import type { RunOptions } from './launch.js';
import type { FoundSplat } from './types.js';

/** The script calls addr2line for each line, so of equal reports only the first is decoded, and of different ones the first few. */
const MOST = 5;
/** Of one report. Milliseconds. */
const LIMIT = 120_000;

/**
 * Writes each report into `splat-N.txt` of the bundle, with files and lines by the kernel's own script where the kernel was
 * built here with debug information.
 */
export async function decodeTraces(
  bundle: string,
  splats: readonly FoundSplat[],
  options: RunOptions,
  reaper: Reaper,
  host: Host,
): Promise<void> {
  const script = splats.length === 0 ? undefined : await decoder(options);
  const isFirst = ({ title }: FoundSplat, index: number) =>
    splats.findIndex((splat) => splat.title === title) === index;
  const chosen = new Set(script === undefined ? [] : splats.filter(isFirst).slice(0, MOST));
  const write = async () => {
    for (const [index, splat] of splats.entries()) {
      const text = `${splat.report.join('\n')}\n`;
      const better = script && chosen.has(splat) ? await decode(text, script, options, reaper, host) : undefined;
      await writeBundleFile(bundle, `splat-${index + 1}.txt`, better ?? text);
    }
  };
  await (chosen.size === 0 ? write() : task(host, `decode:${bundle}`, 'Decode traces', write));
}

/** The words of the command that decodes the reports of this kernel; undefined where they cannot be. */
async function decoder({ kernel, environment }: RunOptions): Promise<readonly string[] | undefined> {
  const { tree, vmlinux, config, modules } = kernel;
  if (tree === undefined || vmlinux === undefined || config?.get('CONFIG_DEBUG_INFO') !== 'y') return undefined;
  const script = await firstFile([join(tree.source, 'scripts/decode_stacktrace.sh')]);
  if (script === undefined || (await findProgram('addr2line', environment.variables)) === undefined) return undefined;
  return [script, vmlinux, tree.source, ...(modules.dir === undefined ? [] : [modules.dir])];
}

/** Undefined where it takes too long or is interrupted: a report that is not decoded is still a report. */
async function decode(
  input: string,
  script: readonly string[],
  { environment }: RunOptions,
  reaper: Reaper,
  host: Host,
): Promise<string | undefined> {
  // Held here: AbortSignal.any alone would let go of it, and it would never come.
  const limit = AbortSignal.timeout(LIMIT);
  const signal = AbortSignal.any([host.signal, limit]);
  try {
    const { variables } = environment;
    const { status, stdout } = await runTool('bash', script, { variables, input, signal, reaper });
    return status === 0 && stdout.trim() !== '' ? stdout : undefined;
  } catch (error) {
    if (!limit.aborted && !host.signal.aborted) throw error;
    return undefined;
  }
}
