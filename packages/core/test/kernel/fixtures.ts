import { join } from 'node:path';
import type { Config, OriginKind } from '../../src/config/types.js';
import { RapidoError } from '../../src/errors.js';
import { type FindKernelOptions, findKernel } from '../../src/kernel/find-kernel.js';
import type { Kernel, ModuleWork } from '../../src/kernel/index.js';
import { environmentIn } from '../temporary.js';

export function moduleWork(cwd: string): ModuleWork {
  return { environment: environmentIn(cwd), workDir: join(cwd, 'work') };
}

/** Settings with where each came from: `{ KERNEL_SRC: ['/linux', 'project'] }`. */
export function configOf(values: Readonly<Record<string, readonly [value: string, kind: OriginKind]>> = {}): Config {
  const setting = { type: 'string', summary: '' } as const;
  const entries = Object.entries(values).map(([name, [value, kind]]) => [
    name,
    { name, setting, text: value, value, origin: { kind, text: `${kind} file` } },
  ]);
  return { entries: Object.fromEntries(entries), warnings: [], deprecations: [] };
}

/** Finds a kernel on a host that has none of its own, unless `options` give it one. */
export function find(cwd: string, options: Partial<FindKernelOptions> = {}): Promise<Kernel> {
  const root = join(cwd, 'host');
  return findKernel({ config: configOf(), environment: environmentIn(cwd), root, running: '0.0.0', ...options });
}

/** The RapidoError that `work` ends with. */
export async function failure(work: Promise<unknown>): Promise<RapidoError> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (RapidoError.is(error)) return error;
  throw error;
}
