/** What every task that waits is in; where it waits is what calls these. */
const WAITING =
  /^(__)?(io_)?schedule|^(__)?wait_for_|^(__)?mutex_lock|^(__)?down(_|$)|^rwsem_|_slowpath$|^do_raw_|^bit_wait/;

/**
 * The tasks in uninterruptible sleep of the kernel's answer to sysrq w, each with the function that it waits in, as
 * `mount (312) in xfs_buf_iowait`.
 */
export function blockedTasks(lines: readonly string[]): string[] {
  const tasks: { name: string; place?: string }[] = [];
  for (const line of lines) {
    const [, name, pid] = /\btask:(.+?) *\bstate:D\b.*\bpid:(\d+)/.exec(line) ?? [];
    const task = tasks.at(-1);
    if (name !== undefined) tasks.push({ name: `${name} (${pid})` });
    else if (/\btask:|^NMI backtrace|^sysrq:/.test(line)) tasks.push({ name: '' });
    else if (task && task.place === undefined) {
      const [, place] = /^ ([\w.]+)\+0x/.exec(line) ?? [];
      if (place !== undefined && !WAITING.test(place)) task.place = place;
    }
  }
  const found = tasks
    .filter(({ name }) => name !== '')
    .map(({ name, place }) => (place ? `${name} in ${place}` : name));
  return [...new Set(found)];
}
