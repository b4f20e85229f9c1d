import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isSystemError } from '../errors.js';

/** Whose a temporary file is cannot be known, on another machine or in another container; after this time nobody's. */
const WEEK_MS = 7 * 24 * 3600 * 1000;

/**
 * Names this process for good, among those of other boots, machines and containers too, that share a home directory:
 * `PID-START-HOST-BOOT-NAMESPACE`. What is named so can be told from what a crash has left.
 */
export async function ownerName(pid = process.pid): Promise<string> {
  const { host, boot, namespace } = await here();
  return [pid, await startTime(pid), host, boot, namespace].join('-');
}

/** Whether what `owner` has made, and changed last at `changed` (in ms since 1970), is a dead process'. */
export async function isStale(owner: string, changed: number): Promise<boolean> {
  const [pid, started, host, boot, namespace] = owner.split('-');
  const ours = await here();
  if (boot === ours.boot && namespace === ours.namespace) return (await startTime(Number(pid))) !== started;
  if (host === ours.host && boot !== ours.boot) return true;
  return Date.now() - changed > WEEK_MS;
}

/**
 * When a process started, in clock ticks since boot (field 22 of /proc/PID/stat, proc(5)): with its number it names a
 * process until the next boot. Undefined where there is no such process, or only the remains of one (a zombie).
 */
export async function startTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}

/** This machine, its boot, and the space of process numbers that we see. */
async function here(): Promise<{ readonly host: string; readonly boot: string; readonly namespace: string }> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const namespace = await readlink('/proc/self/ns/pid');
  return {
    host: createHash('sha256').update(hostname()).digest('hex').slice(0, 8),
    boot: boot.slice(0, 8),
    namespace: namespace.replace(/\D/g, ''),
  };
}
