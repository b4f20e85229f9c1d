import type { RunEvent } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { type CutVm, hostFor, placeImages } from '../../src/verbs/images.js';

function vm(name: string, cut: string, more: { build?: string; mode?: string; bin?: string } = {}): CutVm {
  const text = more.mode ?? 'fast';
  const config = { entries: { MODE: { text } }, projectFile: '/p/rapido.conf' };
  const kernel = { release: '6.1', image: '/boot/vmlinuz', buildId: more.build ?? 'a' };
  const additions = { entries: [more.bin ?? 'ls'], vm: {} };
  const request = { cut: { name: cut }, plugin: { name: 'p' }, environment: {}, config, kernel, additions };
  return { name, request, kernel, session: { config } } as unknown as CutVm;
}

const places = (...vms: CutVm[]) => placeImages(vms).map(({ request }) => request.out);

describe('placeImages', () => {
  it('leaves a single VM where it would be alone', () => {
    expect(places(vm('a', 'x', {}))).toEqual([undefined]);
  });

  it('has one image for VMs of the same cut, unless they differ in what it may be made of', () => {
    const [x, own] = ['/p/initrds/x.img', '/p/initrds/x@b.img'];
    expect(places(vm('a', 'x'), vm('b', 'x'), vm('c', 'y'))).toEqual([x, x, '/p/initrds/y.img']);
    for (const other of [{ build: 'b' }, { mode: 'slow' }, { bin: 'cat' }]) {
      expect(places(vm('a', 'x'), vm('b', 'x', other))).toEqual([x, own]);
    }
    expect(places(vm('a', 'x'), vm('b', 'x', { build: 'b' }), vm('c', 'x'))).toEqual([x, own, x]);
  });
});

describe('hostFor', () => {
  it('tells whose work is done where there are several VMs', () => {
    const events: RunEvent[] = [];
    const host = { emit: (event: RunEvent) => events.push(event), signal: new AbortController().signal };
    const whole = { ...host, lendTerminal: async () => async () => {} };
    const one = hostFor({ name: 'srv' }, [1, 2], whole);
    one.emit({ type: 'task', id: 'image', title: 'Build', state: 'start' });
    one.emit({ type: 'output', task: 'image', line: 'x' });
    one.emit({ type: 'task', id: 'image', state: 'done' });
    one.emit({ type: 'note', level: 'info', text: 'y' });
    expect(events).toEqual([
      { type: 'task', id: 'image@srv', title: 'srv: Build', state: 'start' },
      { type: 'output', task: 'image@srv', line: 'x' },
      { type: 'task', id: 'image@srv', state: 'done' },
      { type: 'note', level: 'info', text: 'y' },
    ]);
    expect(hostFor({ name: 'srv' }, [1], whole)).toBe(whole);
  });
});
