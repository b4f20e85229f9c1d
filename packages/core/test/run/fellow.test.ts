import { describe, expect, it, test } from 'vitest';
import type { Player } from '../../src/run/company.js';
import { Fellow, type FellowVm } from '../../src/run/fellow.js';
import type { Stop } from '../../src/run/judge.js';

test('what ends with a step of several lines is told to the guest in one, which is all that it would take for words', () => {
  const told: string[] = [];
  let player: Player | undefined;
  const fellow = new Fellow({
    start: { interactive: true, keepGoing: false, member: { attach: (one: Player) => (player = one) } },
    steps: { results: [] },
    ask: (...words: string[]) => told.push(words.join(' ')) > 0,
    isEndedByUs: () => false,
  } as unknown as ConstructorParameters<typeof Fellow>[0]);
  fellow.attach();
  player?.lost('srv', 'QEMU was killed during step 1 (true\nend\n)');
  fellow.close();
  expect(told).toEqual(['lost srv, which it needs, has ended: QEMU was killed during step 1 (true end )']);
});

describe('a client whose server has ended', () => {
  /** Statuses of its autorun and steps, those that are not there not being known yet. */
  function clientWith(
    statuses: readonly (number | undefined)[],
    more: { keepGoing?: boolean; endedByUs?: boolean } = {},
  ) {
    const ends: Stop[] = [];
    let player: Player | undefined;
    const member = { part: { isService: false }, attach: (one: Player) => (player = one), isKept: () => false };
    const fellow = new Fellow({
      start: { interactive: false, keepGoing: more.keepGoing ?? false, member },
      steps: { results: statuses.map((status) => ({ text: '', ...(status === undefined ? {} : { status }) })) },
      isEndedByUs: () => more.endedByUs ?? false,
      end: (stop: Stop) => ends.push(stop),
    } as unknown as FellowVm);
    fellow.attach();
    player?.lost('srv', 'it was powered off');
    fellow.close();
    return ends;
  }

  it('is ended for that, while it has something to do', () => {
    const reason = 'srv, which it needs, has ended: it was powered off';
    const ends = [{ outcome: 'ended', reason, exitCode: 104, endedFor: 'srv' }];
    expect(clientWith([0, undefined])).toEqual(ends);
    expect(clientWith([0, 3, undefined], { keepGoing: true })).toEqual(ends);
  });

  it('comes to its own end where it has done its work, or is being ended anyway', () => {
    expect(clientWith([0, 0])).toEqual([]);
    expect(clientWith([0, 3, undefined])).toEqual([]);
    expect(clientWith([0, undefined], { endedByUs: true })).toEqual([]);
  });
});

test('a server that is only kept for others is not out of time before them', () => {
  const putsOff = (isKept: boolean) =>
    new Fellow({ start: { member: { isKept: () => isKept } } } as unknown as FellowVm).putsOff('not done in 60 s');
  expect([putsOff(true), putsOff(false)]).toEqual([true, false]);
});
