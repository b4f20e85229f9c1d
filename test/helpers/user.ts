import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Home, makeHome, SANDBOX } from './sandbox.js';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = 'packages/cli/bin/run.js';

/** Who runs a program, and from where. */
export interface User {
  readonly directories: Home;
  /** The built CLI, in a place that the user can read. */
  readonly cli: string;
  /** What to put in front of a command so that the user runs it. */
  readonly become: readonly string[];
}

/** The user that the tests run as, with a home directory of the test file's own. */
export const SELF: User = { directories: makeHome('me'), cli: join(CHECKOUT, CLI), become: [] };

/** An ordinary user without a name, 65534 unless told. Who is not root already is one. */
export function asUser(uid = 65534): User {
  if (process.getuid?.() !== 0) return SELF;
  const directories = makeHome(`u${uid}`);
  for (const directory of Object.values(directories)) chownSync(directory, uid, uid);
  const become = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  if (!can(become, '-x', process.execPath)) throw new Error(`User ${uid} may not run ${process.execPath}.`);
  return { directories, become, cli: can(become, '-r', SELF.cli) ? SELF.cli : copyOfCheckout() };
}

function can(become: readonly string[], test: string, path: string): boolean {
  return run([...become, 'test', test, path]).status === 0;
}

/** For a checkout in a directory that is closed to others, as root's home is. */
function copyOfCheckout(): string {
  const copy = join(SANDBOX, 'checkout');
  const parts = ['package.json', 'packages', 'node_modules'];
  for (const command of [
    ['mkdir', '-p', copy],
    ['cp', '--archive', '--reflink=auto', '--', ...parts.map((part) => join(CHECKOUT, part)), copy],
    ['chmod', '-R', 'go+rX', copy],
  ]) {
    const { status, stderr } = run(command);
    if (status !== 0) throw new Error(`${command[0]} of ${dirname(copy)}: ${stderr}`);
  }
  return join(copy, CLI);
}

function run(command: readonly string[]) {
  return spawnSync(command[0] as string, command.slice(1), { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
}
