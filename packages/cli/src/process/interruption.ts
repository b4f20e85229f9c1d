import { RapidoError } from '@rapido/core/errors';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const;

let controller: AbortController | undefined;

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, with the error that the command then ends with; a second one ends
 * the process at once. Until this is called, signals do what they always do.
 */
export function interruption(): AbortSignal {
  if (controller === undefined) {
    controller = new AbortController();
    for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(name, () => interrupt(name));
  }
  return controller.signal;
}

function interrupt(name: keyof typeof SIGNALS): void {
  const exitCode = SIGNALS[name];
  if (controller?.signal.aborted) process.exit(exitCode);
  const message = name === 'SIGINT' ? 'Interrupted.' : `Ended by ${name}.`;
  controller?.abort(new RapidoError('INTERRUPTED', message, { exitCode }));
}
