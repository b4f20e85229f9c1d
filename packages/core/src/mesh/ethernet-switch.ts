import type { Socket } from 'node:net';
import { gatherFrames, LENGTH_BYTES, SHORTEST_FRAME } from './frames.js';

/** What waits for a port that reads slowly; what comes then is dropped, as by any switch. */
const QUEUE_BYTES = 4 * 2 ** 20;
/** Stations whose ports are known; the one known longest makes room. */
const MOST_STATIONS = 4096;
/** What is this many times shorter than the memory it lies in is copied: while it waits it would keep all of that. */
const MUCH = 8;

/** Where a frame goes: to a port, to all others, or nowhere. */
type Target = Socket | 'others' | undefined;

/** A learning Ethernet switch (IEEE 802.1D without the spanning tree) whose ports are streams of QEMU's frames. */
export class EthernetSwitch {
  readonly #ports = new Set<Socket>();
  /** Ports by the address, as a number, that was last seen as a source there. */
  readonly #stations = new Map<number, Socket>();
  readonly #corked: Socket[] = [];

  /** Makes `port` part of the segment until it closes. It is closed when what it sends are no frames. */
  connect(port: Socket): void {
    this.#ports.add(port);
    const take = gatherFrames((frames) => this.#forward(port, frames));
    port.on('data', (piece: Buffer) => {
      if (!take(piece)) port.destroy();
      for (const socket of this.#corked.splice(0)) socket.uncork();
    });
    port.once('end', () => port.destroy());
    port.on('error', () => {}); // 'close' follows
    port.once('close', () => this.#disconnect(port));
  }

  #disconnect(port: Socket): void {
    this.#ports.delete(port);
    for (const [address, at] of this.#stations) if (at === port) this.#stations.delete(address);
  }

  /** Frames in a row that have one target are sent in one piece, with their lengths, as they are. */
  #forward(from: Socket, frames: Buffer): void {
    let start = 0;
    let target: Target;
    let end = 0;
    while (end < frames.length) {
      const length = frames.readUInt32BE(end);
      const next = this.#switch(from, frames, end + LENGTH_BYTES, length);
      if (next !== target) {
        this.#send(from, target, frames, start, end);
        start = end;
        target = next;
      }
      end += LENGTH_BYTES + length;
    }
    this.#send(from, target, frames, start, end);
  }

  /** Learns from a frame, and tells where it goes. */
  #switch(from: Socket, frames: Buffer, at: number, length: number): Target {
    if (length < SHORTEST_FRAME) return undefined;
    this.#learn(frames, at + 6, from);
    if (isGroup(frames, at)) return 'others';
    const port = this.#stations.get(frames.readUIntBE(at, 6));
    return port === from ? undefined : (port ?? 'others');
  }

  #learn(frames: Buffer, at: number, port: Socket): void {
    const address = frames.readUIntBE(at, 6);
    const known = this.#stations.get(address);
    if (known === port || isGroup(frames, at)) return;
    if (!known && this.#stations.size === MOST_STATIONS) {
      const [oldest = address] = this.#stations.keys();
      this.#stations.delete(oldest);
    }
    this.#stations.set(address, port);
  }

  #send(from: Socket, target: Target, frames: Buffer, start: number, end: number): void {
    if (target === undefined || start === end) return;
    const run = frames.subarray(start, end);
    const data = run.length * MUCH < run.buffer.byteLength ? Buffer.from(run) : run;
    const ports = target === 'others' ? this.#ports : [target];
    for (const port of ports) if (port !== from) this.#queue(port, data);
  }

  /** What goes to a port because of one piece is written by one system call. */
  #queue(port: Socket, data: Buffer): void {
    if (port.writableLength + data.length > QUEUE_BYTES) return;
    if (port.writableCorked === 0) {
      port.cork();
      this.#corked.push(port);
    }
    port.write(data);
  }
}

/** Whether the address at `at` is that of a group: multicast or broadcast. */
function isGroup(frames: Buffer, at: number): boolean {
  return ((frames[at] ?? 0) & 1) === 1;
}
