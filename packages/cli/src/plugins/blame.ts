import { RapidoError } from '@rapido/core/errors';

let blamed: string | undefined;

/** From now on, until it is said otherwise, what ends the process is the plugin's of that name. */
export function blame(plugin: string | undefined): void {
  blamed = plugin;
}

let ownWrite: typeof process.stdout.write | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs what loads the code of a plugin, which is to blame for what happens meanwhile: one at a time, so that it is clear whose
 * it was. What it prints is no part of a result.
 */
export function blaming<T>(plugin: string, load: () => Promise<T>): Promise<T> {
  const next = last.then(() => alone(plugin, load));
  last = next.catch(() => {});
  return next;
}

async function alone<T>(plugin: string, load: () => Promise<T>): Promise<T> {
  ownWrite = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof ownWrite;
  blame(plugin);
  try {
    return await load();
  } finally {
    blame(undefined);
    restoreOutput();
  }
}

/** What to say where other code than Rapido's own has called `process.exit`; it can be printed as any result. */
export function endedError(): RapidoError {
  restoreOutput();
  const who = blamed === undefined ? 'Code that is not its own' : `The code of the plugin ${blamed}`;
  return new RapidoError('PLUGIN', `${who} has ended rapido before it was done.`, {
    ...(blamed === undefined ? {} : { hint: `To do without it: rapido plugins uninstall ${blamed}` }),
  });
}

function restoreOutput(): void {
  if (ownWrite !== undefined) process.stdout.write = ownWrite;
  ownWrite = undefined;
}
