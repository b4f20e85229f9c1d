/**
 * The words of a command that runs `program`, and is killed when this process dies, however that happens. setpriv has the
 * kernel see to it (PR_SET_PDEATHSIG, prctl(2)); if we have died before it got there, its parent is not us any more.
 */
export function mortal(program: string, args: readonly string[]): [string, ...string[]] {
  const unlessOrphaned = '[ "$PPID" = "$0" ] && unset PWD && exec "$@"'; // PWD is the shell's own
  return [
    'setpriv',
    '--pdeathsig',
    'KILL',
    '--',
    '/bin/sh',
    '-c',
    unlessOrphaned,
    String(process.pid),
    program,
    ...args,
  ];
}
