import { DefaultRenderer, Listr, ListrLogger, ListrTaskState, ProcessOutput } from 'listr2';
import type { Looks, OutputStream } from '../process/terminal.js';
import { formatDuration } from '../text/duration.js';
import { printable, shorten } from '../text/printable.js';
import { styleFor } from '../text/style.js';
import type { View } from './view.js';

const STATES = { done: ListrTaskState.COMPLETED, skip: ListrTaskState.SKIPPED, fail: ListrTaskState.FAILED } as const;

/** Tasks as a live tree on a terminal, drawn by Listr2; the events decide what a task does, not Listr2. */
export async function treeView(stream: OutputStream, looks: Looks): Promise<View> {
  const list = new Listr<undefined, 'silent', 'silent'>([], {
    renderer: 'silent',
    fallbackRenderer: 'silent',
    exitOnError: false,
    registerSignalListeners: false,
  });
  const renderer = new DefaultRenderer(list.tasks, options(stream, looks), list.events);
  await renderer.render();
  const running = new Map<string, { task: (typeof list.tasks)[number]; since: number }>();
  const add = (title: string) => {
    list.add({ title: printable(title), task: () => {} });
    const task = list.tasks.at(-1);
    if (task === undefined) throw new Error('Listr2 has not added the task.');
    task.check(undefined); // without it Listr2 takes the task for one that is switched off
    return task;
  };
  const close = () => {
    process.off('exit', close);
    renderer.end();
  };
  process.once('exit', close); // the cursor is hidden, and what is written to the stream is held back
  return {
    start(id, title) {
      const task = add(title);
      running.set(id, { task, since: performance.now() });
      task.state$ = ListrTaskState.STARTED;
    },
    output(id, line) {
      const task = running.get(id)?.task;
      const text = shorten(printable(line).trimStart(), looks.columns - 6);
      if (task && text !== '') task.output$ = text;
    },
    end(id, state, note) {
      const found = running.get(id);
      if (found === undefined) return;
      running.delete(id);
      const { task, since } = found;
      if (note) task.title$ = `${task.title}: ${printable(note)}`;
      task.message$ = { duration: performance.now() - since };
      task.state$ = STATES[state];
    },
    line(text) {
      add(text);
    },
    above(text) {
      const task = add(text);
      const first = list.tasks.findIndex((other) => other.isStarted());
      if (first < 0) return;
      list.tasks.splice(list.tasks.indexOf(task), 1);
      list.tasks.splice(first, 0, task);
    },
    close,
  };
}

type RendererOptions = ConstructorParameters<typeof DefaultRenderer>[1];

function options(stream: OutputStream, looks: Looks): RendererOptions {
  const style = styleFor(looks);
  const format = (paint: (text: string) => string) => (text?: string) => paint(text ?? '');
  const output = stream as NodeJS.WriteStream;
  return {
    logger: new ListrLogger({ processOutput: new ProcessOutput(output, output) }),
    icon: { WAITING: '·' }, // a line that is no task
    timer: { condition: true, field: (ms) => formatDuration(ms / 1000), format: () => format(style.dim) },
    color: {
      PENDING: format(style.yellow),
      COMPLETED: format(style.green),
      FAILED: format(style.red),
      SKIPPED_WITH_COLLAPSE: format(style.yellow),
      WAITING: format(style.dim),
    },
  };
}
