import { DISPATCHING, IDLE_THREADS } from './dispatching.js';
import { ENTRIES } from './entries.js';
import { MEMORY } from './memory.js';
import { OBJECTS } from './objects.js';
import { REPORTING } from './reporting.js';
import { WAITING } from './waiting.js';

/** Whether a function is one that titles do not name, as it is at fault for nothing. */
export const isHelper = memberTest(REPORTING, ENTRIES, WAITING, MEMORY, OBJECTS);
/** Whether a function is one of those that print the report. */
export const isReporting = memberTest(REPORTING);
/** Whether a function calls others on anybody's behalf. */
export const isDispatcher = memberTest(DISPATCHING);
/** Whether a function is that of a thread which only waits for others. */
export const isIdleThread = memberTest(IDLE_THREADS);

function memberTest(...tables: readonly Readonly<Record<string, string>>[]): (name: string) => boolean {
  const entries = tables.flatMap((table) => Object.values(table)).flatMap((names) => names.trim().split(/\s+/));
  const names = new Set(entries.filter((entry) => !entry.includes('*')));
  const patterns = entries.filter((entry) => entry.includes('*')).map((entry) => entry.replaceAll('*', '\\w*'));
  const pattern = new RegExp(`^(?:${patterns.join('|')})$`);
  return (name) => names.has(name) || pattern.test(name);
}
