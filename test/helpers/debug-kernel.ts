import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('../../scripts/test-kernel.mjs', import.meta.url));

/** Build directory of a kernel of scripts/test-kernel.mjs, for `--kernel`. If it is not there yet, this takes minutes. */
export async function debugKernel(name: 'debug' | 'nomodules'): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, name], { maxBuffer: 1 << 26 });
  return stdout.trimEnd().split('\n').at(-1) as string;
}
