import type { NetOutcome, NetThing } from '@rapido/kit';
import { nameOf } from './names.js';

type Outcome = NetOutcome['outcome'];

const MADE: Readonly<Record<NetThing['kind'], Outcome>> = {
  bridge: 'made',
  tap: 'made',
  interface: 'attached',
  dhcp: 'started',
};
const REMOVED: Readonly<Record<NetThing['kind'], Outcome>> = {
  bridge: 'removed',
  tap: 'removed',
  interface: 'released',
  dhcp: 'stopped',
};

/** What has become of things once `up` was carried out. */
export function outcomesOfUp(things: readonly NetThing[]): NetOutcome[] {
  return things.map(({ state, ...thing }) => ({
    ...thing,
    outcome: state === 'missing' ? MADE[thing.kind] : state === 'differs' ? 'changed' : state,
  }));
}

/** What has become of things once `down` was carried out. */
export function outcomesOfDown(things: readonly NetThing[]): NetOutcome[] {
  return things.map(({ state, ...thing }) => ({
    ...thing,
    outcome: state === 'foreign' ? 'foreign' : REMOVED[thing.kind],
  }));
}

/** For people, as rows of a table. */
export function rowsOf(outcomes: readonly NetOutcome[]): string[][] {
  const say: Partial<Record<Outcome, string>> = { there: 'was there', foreign: 'left alone, not made by Rapido:' };
  return outcomes.map(({ outcome, ...thing }) => [say[outcome] ?? outcome, nameOf(thing), thing.text]);
}
