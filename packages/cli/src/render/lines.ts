import type { OutputStream } from '../process/terminal.js';
import { formatDuration } from '../text/duration.js';
import { printable } from '../text/printable.js';
import type { View } from './view.js';

/** A task that takes longer is announced before it ends. */
const PATIENCE = 1000;

/** Tasks as plain lines, for a log file or a terminal that cannot redraw: one as each ends, one more for a long one. */
export function lineView(stream: OutputStream): View {
  const running = new Map<string, { title: string; since: number; timer: NodeJS.Timeout }>();
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    start(id, title) {
      const timer = setTimeout(() => line(`${title} ...`), PATIENCE);
      running.set(id, { title, since: performance.now(), timer });
    },
    output() {},
    end(id, state, note) {
      const task = running.get(id);
      if (task === undefined) return;
      running.delete(id);
      clearTimeout(task.timer);
      const result = [state === 'fail' ? 'failed' : state === 'skip' ? 'skipped' : '', printable(note ?? '')];
      const seconds = (performance.now() - task.since) / 1000;
      line(`${task.title}: ${result.filter(Boolean).join(', ') || 'done'} (${formatDuration(seconds)})`);
    },
    line,
    close() {
      for (const { timer } of running.values()) clearTimeout(timer);
      running.clear();
    },
  };
}
