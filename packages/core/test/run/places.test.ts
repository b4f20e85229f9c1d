import { expect, test } from 'vitest';
import { tryLock } from '../../src/process/index.js';
import type { OpenVm } from '../../src/run/open-run.js';
import { claimPlaces } from '../../src/run/places.js';

const vm = (name: string) =>
  ({
    plan: { name },
    image: { path: '/i.img', record: { cut: `cut-of-${name}`, vm: {} } },
    options: { config: { entries: {} } },
  }) as unknown as OpenVm;

test('numbers of several VMs are the run’s until it is over, and go from a VM to the one that takes its place', async () => {
  const places = await claimPlaces([vm('srv'), vm('cli')]);
  expect(places.peers).toMatchObject([
    { name: 'srv', cut: 'cut-of-srv' },
    { name: 'cli', cut: 'cut-of-cli' },
  ]);
  const number = places.peers[1]?.number ?? 0;
  const first = places.take('cli');
  expect(first?.number).toBe(number);
  expect(places.take('cli')).toBeUndefined();
  first?.release();
  expect(await tryLock(`rapido-vm-${number}`)).toBeUndefined();
  expect(places.take('cli')?.number).toBe(number);
  places.release();
});

test('a VM alone claims its number itself', async () => {
  const places = await claimPlaces([vm('one')]);
  expect(places).toMatchObject({ peers: [] });
  expect(places.take('one')).toBeUndefined();
});
