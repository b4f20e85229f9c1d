import { join } from 'node:path';
import { firstFile } from '../files.js';
import { findProgram, type Reaper, runTool } from '../process/index.js';
import { writeBundleFile } from './bundle.js';
import type { RunOptions } from './launch.js';
import type { FoundSplat } from './types.js';

/** Of one report: the script calls addr2line for each of its lines. Milliseconds. */
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
): Promise<void> {
  for (const [index, { report }] of splats.entries()) {
    const text = `${report.join('\n')}\n`;
    await writeBundleFile(bundle, `splat-${index + 1}.txt`, (await decoded(text, options, reaper)) ?? text);
  }
}

/** Undefined where it cannot be done, or takes too long: a report that is not decoded is still a report. */
async function decoded(
  input: string,
  { kernel, environment }: RunOptions,
  reaper: Reaper,
): Promise<string | undefined> {
  const { tree, vmlinux, config, modules } = kernel;
  const { variables } = environment;
  if (tree === undefined || vmlinux === undefined || config?.['CONFIG_DEBUG_INFO'] !== 'y') return undefined;
  const script = await firstFile([join(tree.source, 'scripts/decode_stacktrace.sh')]);
  if (script === undefined || (await findProgram('addr2line', variables)) === undefined) return undefined;
  const args = [script, vmlinux, tree.source, ...(modules.dir === undefined ? [] : [modules.dir])];
  const signal = AbortSignal.timeout(LIMIT);
  try {
    const { status, stdout } = await runTool('bash', args, { variables, input, signal, reaper });
    return status === 0 && stdout.trim() !== '' ? stdout : undefined;
  } catch (error) {
    if (error !== signal.reason) throw error;
    return undefined;
  }
}
