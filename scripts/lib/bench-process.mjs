// Times processes.
import { execFileSync, spawn } from 'node:child_process';

/**
 * Seconds from the start of a process to its end, or with `until` to the moment when it prints that text. Rejects, with what was
 * printed, if its status is not 0, or if it never prints `until` or `expect`.
 */
export async function seconds(program, args, { env, cwd, until, expect }) {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let said;
  let ended;
  child.on('exit', () => {
    ended = since();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (until !== undefined && said === undefined && output.includes(until)) said = since();
    });
  }
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const missing = (until !== undefined && said === undefined) || (expect !== undefined && !output.includes(expect));
  if (status !== 0 || missing) {
    const why = status === 0 ? `did not print '${until ?? expect}'` : `ended with status ${status}`;
    throw new Error(`${program} ${args.join(' ')} ${why}:\n${output}`);
  }
  return said ?? ended;
}

/** What a process prints on standard output; throws if its status is not 0. */
export function capture(program, args, { env, cwd }) {
  return execFileSync(program, args, { env, cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
