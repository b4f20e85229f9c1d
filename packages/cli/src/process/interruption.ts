import { RapidoError } from '@rapido/core/errors';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143, SIGQUIT: 143 } as const;

/** One key press may come several times: from the terminal to all of its processes, and once more from npx or a shell. */
const SAME_MS = 500;

let controller: AbortController | undefined;
let since = 0;
let held = 0;

/**
 * Aborted by the first SIGINT, SIGTERM, SIGHUP or SIGQUIT, with the error that the command then ends with; a later one ends the
 * process at once. Until this is called, signals do what they always do.
 */
export function interruption(): AbortSignal {
  if (controller === undefined) {
    controller = new AbortController();
    for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(name, () => interrupt(name));
  }
  return controller.signal;
}

/** While `work` runs, a second signal ends nothing: there are things to put back that nobody else would. */
export async function toTheEnd<T>(work: () => Promise<T>): Promise<T> {
  held++;
  try {
    return await work();
  } finally {
    held--;
  }
}

function interrupt(name: keyof typeof SIGNALS): void {
  const exitCode = SIGNALS[name];
  if (controller?.signal.aborted) {
    if (held === 0 && performance.now() - since > SAME_MS) process.exit(exitCode);
    return;
  }
  since = performance.now();
  const message = name === 'SIGINT' ? 'Interrupted.' : `Ended by ${name}.`;
  controller?.abort(new RapidoError('INTERRUPTED', message, { exitCode }));
}
