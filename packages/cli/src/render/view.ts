/** Where tasks are shown. One stands for a piece of work; `id` is the caller's. */
export interface View {
  start(id: string, title: string): void;
  /** The latest line of a task's program. */
  output(id: string, line: string): void;
  end(id: string, state: 'done' | 'skip' | 'fail', note?: string): void;
  /** A line of its own; nothing is redrawn over it. */
  line(text: string): void;
  /** A line above what is being done; only of a view that redraws. */
  above?(text: string): void;
  /** Nothing is shown any more; what is unfinished stays as it is. */
  close(): void;
}
