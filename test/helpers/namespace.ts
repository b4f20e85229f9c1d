import { cliCommand } from './rapido.js';

/**
 * A command that runs the built CLI where mounts are as `mounts`, lines of a shell, makes them; the machine's own stay as
 * they are. `afterwards` is run when it has ended, with its status still to be given. In both, `run "$@"` runs it as well.
 */
export function inNamespace(mounts: string, args: readonly string[], afterwards = ''): string[] {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  // An ordinary user is root only to mount: to others, a root that does not own the machine's files is none.
  const [become, resign] =
    uid === 0 ? [[], ''] : [['--user', '--map-root-user'], `unshare --user --map-user=${uid} --map-group=${gid} `];
  const run = `run() { ${resign}"$@"; }`;
  const script = `${run}\nset -e\n${mounts}\nset +e\nrun "$@"\nstatus=$?\n${afterwards}\nexit $status`;
  return ['unshare', ...become, '--mount', 'sh', '-c', script, 'sh', ...cliCommand(args)];
}
