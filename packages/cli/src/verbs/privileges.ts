import { mayChangeNetwork, quoteWord } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { NetPlan } from '@rapido/kit';
import type { Session } from './session.js';

/** sudo passes no variables on, and has another home directory: settings from there have to be said. */
const LOST = ['environment', 'user'];

/** Throws where there is something to do that this process may not, with the command line that may. */
export async function requirePrivileges(
  { commands, bridge }: NetPlan,
  { config, environment: { variables } }: Session,
  words: readonly string[],
): Promise<void> {
  if (commands.length === 0 || (await mayChangeNetwork())) return;
  const message = `Changing the network takes root: ${bridge} is as it was.`;
  if (process.geteuid?.() === 0) {
    throw new RapidoError('HOST', message, {
      hint: 'You are root, but without CAP_NET_ADMIN: in a container, start it with --cap-add NET_ADMIN.',
    });
  }
  const settings = Object.values(config.entries).flatMap(({ name, text, origin }) =>
    /^(BR_|TAP_|VM_NET_CONF$)/.test(name) && text !== undefined && LOST.includes(origin?.kind ?? '')
      ? ['--set', `${name}=${text}`]
      : [],
  );
  const file = variables['RAPIDO_CONF'] && !words.some((word) => /^(--config|-c)/.test(word)) ? config.projectFile : '';
  const line = [
    process.execPath,
    process.argv[1] ?? 'rapido',
    ...words,
    ...(file ? ['--config', file] : []),
    ...settings,
  ];
  throw new RapidoError('HOST', message, { hint: ['sudo', ...line.map(quoteWord)].join(' ') });
}
