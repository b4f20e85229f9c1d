import { spawn } from 'node:child_process';
import { ScriptError } from './command.mjs';

/**
 * Runs npm and resolves with its standard output; its standard error is the hint of the ScriptError for a failure. With
 * `stdio: 'inherit'` it has our terminal instead.
 */
export function npm(args, { env = process.env, cwd, stdio = 'pipe' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { env, cwd, stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    child.once('error', (error) => reject(new ScriptError(`Cannot run npm: ${error.message}`)));
    child.once('close', (status, signal) => {
      if (status === 0) return resolve(out());
      reject(new ScriptError(`npm ${args[0]} ended with ${signal ?? `status ${status}`}.`, err().trim()));
    });
  });
}

function collect(stream) {
  const chunks = [];
  stream?.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
