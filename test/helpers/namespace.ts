import { cliCommand } from './rapido.js';

/**
 * A command that runs the built CLI where mounts are as `mounts`, lines of a shell, makes them; the machine's own stay as
 * they are. `afterwards` is run when it has ended, with its status still to be given.
 */
export function inNamespace(mounts: string, args: readonly string[], afterwards = ''): string[] {
  const userToo = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const script = `set -e\n${mounts}\nset +e\n"$@"\nstatus=$?\n${afterwards}\nexit $status`;
  return ['unshare', ...userToo, '--mount', 'sh', '-c', script, 'sh', ...cliCommand(args)];
}
