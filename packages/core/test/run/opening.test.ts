import { EventEmitter, once } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/outcome.js';
import type { QemuProcess } from '../../src/qemu/index.js';
import { watchOpening } from '../../src/run/opening.js';

/** A QEMU that greets when it is told to, and ends when it is stopped. */
function fakeQemu() {
  const events = new EventEmitter();
  const end = () => void events.emit('end');
  const stop = vi.fn(end);
  const monitor = { greeted: once(events, 'greet') };
  const qemu = { monitor, ended: once(events, 'end'), stop } as unknown as QemuProcess;
  return { qemu, stop, greet: () => void events.emit('greet'), end };
}

const as = (outcome: Outcome) => ({ outcome });

test('a QEMU that never comes to start its VM is ended, and no kernel is to blame', async () => {
  const { qemu, stop } = fakeQemu();
  const opening = watchOpening(qemu, 0.01);
  await qemu.ended;
  expect(stop).toHaveBeenCalledOnce();
  expect(() => opening.check(as('ended'))).toThrow(/has not come to start the VM/);
});

test.each(['hang', 'timeout'] as const)('the same holds where there was a %s before', async (outcome) => {
  const { qemu, end } = fakeQemu();
  const opening = watchOpening(qemu);
  end();
  expect(() => opening.check(as(outcome))).toThrow(expect.objectContaining({ code: 'ERR_RAPIDO_QEMU', exitCode: 128 }));
});

test.each(['interrupted', 'ended'] as const)('one that has %s by itself or the user is no case of that', (outcome) => {
  const { qemu, end } = fakeQemu();
  const opening = watchOpening(qemu);
  end();
  expect(() => opening.check(as(outcome))).not.toThrow();
});

test('one that has started is not ended, whatever comes then', async () => {
  const { qemu, stop, greet, end } = fakeQemu();
  vi.useFakeTimers();
  try {
    const opening = watchOpening(qemu, 1);
    greet();
    await vi.advanceTimersByTimeAsync(5000);
    expect(stop).not.toHaveBeenCalled();
    end();
    expect(() => opening.check(as('timeout'))).not.toThrow();
  } finally {
    vi.useRealTimers();
  }
});
