import type { Config, Hook } from '@oclif/core';
import type { NetRequest } from '@rapido/kit';
import { NetVerb } from '../verbs/net.js';

declare module '@oclif/core/hooks' {
  interface Hooks {
    net: { options: NetRequest & Record<string, unknown>; return: unknown };
  }
}

/** Answers the commands of @rapido/net: they bring texts and the order of things, everything else is here. */
export const hook: Hook<'net'> = async ({ id, definition, argv, config }) =>
  NetVerb.answer({ id, definition }, argv, config as Config);
