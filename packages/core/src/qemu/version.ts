import type { Environment } from '../host.js';
import { runTool } from '../process/index.js';

/** QEMU's version, as `7.2.22`; undefined where it says none. */
export async function qemuVersion(program: string, { variables }: Environment): Promise<string | undefined> {
  const { stdout } = await runTool(program, ['--version'], { variables });
  return /version (\d[\d.]*)/.exec(stdout)?.[1];
}

/** Whether `version` is `oldest` or newer; both are numbers with dots. */
export function isAtLeast(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
}
