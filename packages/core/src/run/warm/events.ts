import type { Host, RunEvent } from '../../host.js';

/**
 * A host for a VM that only runs to be saved: what its kernel reports, and its end, are held back, as the one that is restored
 * tells of them again. `end` hands them on where there is none.
 */
export function heldBack({ emit, signal, lendTerminal }: Host): { readonly host: Host; end(isLast: boolean): void } {
  const held: RunEvent[] = [];
  const isHeld = (event: RunEvent) => event.type === 'splat' || (event.type === 'vm' && event.state === 'off');
  return {
    host: { signal, lendTerminal, emit: (event) => (isHeld(event) ? held.push(event) : emit(event)) },
    end(isLast) {
      if (isLast) for (const event of held) emit(event);
    },
  };
}

/** A host that has seen the first `bytes` bytes of a VM's console already. */
export function withoutConsole({ emit, signal, lendTerminal }: Host, bytes: number): Host {
  let left = bytes;
  return {
    ...{ signal, lendTerminal },
    emit(event) {
      if (event.type !== 'console' || left === 0) return emit(event);
      const known = Math.min(left, event.data.length);
      left -= known;
      if (known < event.data.length) emit({ ...event, data: event.data.subarray(known) });
    },
  };
}
