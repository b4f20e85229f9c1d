import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** The other end of a switch's port, as QEMU is. */
export interface Port {
  readonly socket: Socket;
  send(...frames: Buffer[]): void;
  /** The next frame that comes. */
  receive(): Promise<Buffer>;
  /** The texts of the frames that come until `last`, without it. */
  textsUntil(last: string): Promise<string[]>;
}

export async function openPort(path: string): Promise<Port> {
  const socket = connect({ path });
  socket.on('error', () => {}); // some tests break it
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const frames = framesFrom(socket);
  const receive = async () => {
    const { value, done } = await frames.next();
    if (done) throw new Error('The switch has closed the port.');
    return value;
  };
  return {
    socket,
    send: (...sent) => void socket.write(encode(...sent)),
    receive,
    async textsUntil(last) {
      const texts: string[] = [];
      for (;;) {
        const text = textOf(await receive());
        if (text === last) return texts;
        texts.push(text);
      }
    },
  };
}

/** An Ethernet frame with a text in it. */
export function frame(to: string, from: string, text: string, length = 0): Buffer {
  const head = Buffer.from(`${to}${from}88b5`.replaceAll(':', ''), 'hex');
  const whole = Buffer.concat([head, Buffer.from(text)]);
  return whole.length < length ? Buffer.concat([whole, Buffer.alloc(length - whole.length)]) : whole;
}

export function textOf(received: Buffer): string {
  return received.toString('utf8', 14).replace(/\0+$/, '');
}

/** Frames as they are sent through a stream. */
export function encode(...frames: Buffer[]): Buffer {
  return Buffer.concat(frames.flatMap((each) => [lengthOf(each.length), each]));
}

export function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

async function* framesFrom(socket: Socket): AsyncGenerator<Buffer, undefined> {
  let data = Buffer.alloc(0);
  for await (const piece of socket) {
    data = Buffer.concat([data, piece]);
    while (data.length >= 4 && data.length >= 4 + data.readUInt32BE()) {
      const end = 4 + data.readUInt32BE();
      yield data.subarray(4, end);
      data = data.subarray(end);
    }
  }
  return undefined;
}
