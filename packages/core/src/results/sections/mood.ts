import type { Outcome } from '../../outcome.js';

/** Red for what the kernel did, amber for what says nothing of it. */
export function mood(outcome: Outcome): 'good' | 'bad' | 'neutral' {
  if (outcome === 'pass') return 'good';
  return ['interrupted', 'usage', 'host', 'untestable'].includes(outcome) ? 'neutral' : 'bad';
}
