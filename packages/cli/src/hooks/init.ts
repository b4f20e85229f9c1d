import type { Hook } from '@oclif/core';
import { findCut } from '../plugins/cuts.js';

/** Before the plugin of `rapido cut NAME` is loaded: is it made for this Rapido? */
export const hook: Hook<'init'> = async ({ id, config }) => {
  const cut = id?.startsWith('cut:') ? findCut(config, id.slice('cut:'.length)) : undefined;
  if (cut === undefined) return;
  const { checkCompatible } = await import('../plugins/definition.js');
  await checkCompatible(config, cut);
};
