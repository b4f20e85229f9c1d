import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EthernetSwitch } from '../../src/mesh/ethernet-switch.js';
import { LONGEST_FRAME } from '../../src/mesh/frames.js';
import { temporaryDirectory } from '../temporary.js';
import { BROADCAST, encode, frame, lengthOf, openPort, type Port, textOf } from './port.js';

const [A, B, C, D] = ['52:00:00:00:00:0a', '52:00:00:00:00:0b', '52:00:00:00:00:0c', '52:00:00:00:00:0d'] as const;

/** Ports of one switch. */
async function segment(count: 3): Promise<[Port, Port, Port]>;
async function segment(count: 4): Promise<[Port, Port, Port, Port]>;
async function segment(count: number): Promise<Port[]> {
  const ethernet = new EthernetSwitch();
  const path = join(temporaryDirectory(), 'ports');
  const server = createServer((socket) => ethernet.connect(socket)).listen({ path });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const ports: Port[] = [];
  while (ports.length < count) {
    const connected = once(server, 'connection');
    ports.push(await openPort(path));
    await connected;
  }
  return ports;
}

test('a broadcast reaches all but its sender, a unicast frame only the port of its station', async () => {
  const [a, b, c] = await segment(3);
  a.send(frame(BROADCAST, A, 'who?'));
  expect(textOf(await b.receive())).toBe('who?');
  expect(textOf(await c.receive())).toBe('who?');
  b.send(frame(A, B, 'me'));
  a.send(frame(B, A, 'you'), frame(BROADCAST, A, 'end'));
  expect(await b.textsUntil('end')).toEqual(['you']);
  expect(await c.textsUntil('end')).toEqual([]);
  b.send(frame(BROADCAST, B, 'end'));
  expect(await a.textsUntil('end')).toEqual(['me']); // and nothing of its own
});

test('a frame to a group or to an unknown station reaches all', async () => {
  const [a, b, c] = await segment(3);
  a.send(frame('33:33:00:00:00:01', A, 'group'), frame(D, A, 'unknown'), frame(BROADCAST, A, 'end'));
  for (const port of [b, c]) expect(await port.textsUntil('end')).toEqual(['group', 'unknown']);
});

test('a frame to a station behind its own port goes nowhere', async () => {
  const [a, b, c] = await segment(3);
  a.send(frame(BROADCAST, D, 'another of mine'), frame(D, A, 'inside'), frame(BROADCAST, A, 'end'));
  for (const port of [b, c]) expect(await port.textsUntil('end')).toEqual(['another of mine']);
});

test('a station that moves is found at its new port, and nowhere when its port has gone', async () => {
  const [a, b, c, d] = await segment(4);
  b.send(frame(BROADCAST, D, 'here'));
  for (const port of [a, c, d]) await port.textsUntil('here');
  c.send(frame(BROADCAST, D, 'moved'));
  for (const port of [a, b, d]) await port.textsUntil('moved');
  a.send(frame(D, A, 'to c'), frame(BROADCAST, A, 'end'));
  expect(await b.textsUntil('end')).toEqual([]);
  expect(await c.textsUntil('end')).toEqual(['to c']);
  expect(await d.textsUntil('end')).toEqual([]);

  c.socket.end();
  await once(c.socket, 'close');
  a.send(frame(D, A, 'to anybody'), frame(BROADCAST, A, 'end'));
  for (const port of [b, d]) expect(await port.textsUntil('end')).toEqual(['to anybody']);
});

test('a group as a source is not learned', async () => {
  const [a, b, c] = await segment(3);
  a.send(frame(BROADCAST, BROADCAST, 'odd'));
  for (const port of [b, c]) await port.textsUntil('odd');
  b.send(frame(BROADCAST, B, 'end'));
  expect(await c.textsUntil('end')).toEqual([]);
  expect(await a.textsUntil('end')).toEqual([]);
});

test('more stations than the switch can remember are reached all the same', async () => {
  const [a, b, c] = await segment(3);
  const stations = Array.from({ length: 10_000 }, (_, index) => `52:01:00:00:${hex(index >> 8)}:${hex(index & 255)}`);
  b.send(...stations.map((station) => frame(BROADCAST, station, 'I')), frame(BROADCAST, B, 'end'));
  expect(await a.textsUntil('end')).toHaveLength(stations.length);
  await c.textsUntil('end');
  const sent = [stations[0], stations[9_999]].map((station, index) => frame(String(station), A, `frame ${index}`));
  a.send(...sent, frame(BROADCAST, A, 'end'));
  expect(await b.textsUntil('end')).toEqual(['frame 0', 'frame 1']);
  expect(await c.textsUntil('end')).toEqual(['frame 0']); // the first station has been forgotten
});

test('frames arrive as they were sent, whatever their lengths and their targets', async () => {
  const [a, b, c] = await segment(3);
  b.send(frame(BROADCAST, B, 'b'));
  c.send(frame(BROADCAST, C, 'c'));
  await a.receive();
  await a.receive();
  await b.textsUntil('c');
  await c.textsUntil('b');
  const sent = Array.from({ length: 200 }, (_, index) =>
    frame(index % 3 === 0 ? C : B, A, `${index}`, [60, 1514, LONGEST_FRAME, 14][index % 4]),
  );
  a.send(...sent);
  for (const each of sent) {
    const to = each.subarray(0, 6).equals(frame(C, A, '').subarray(0, 6)) ? c : b;
    expect((await to.receive()).equals(each)).toBe(true);
  }
});

test('a port that ends in the middle of a frame harms nobody', async () => {
  const [a, b, c] = await segment(3);
  a.socket.write(encode(frame(BROADCAST, A, 'whole'), frame(BROADCAST, A, 'half', 1500)).subarray(0, 700));
  for (const port of [b, c]) expect(textOf(await port.receive())).toBe('whole');
  a.socket.destroy();
  b.send(frame(BROADCAST, B, 'end'));
  expect(await c.textsUntil('end')).toEqual([]);
});

test('a length that is none closes its port alone', async () => {
  const [a, b, c] = await segment(3);
  a.socket.write(Buffer.concat([encode(frame(BROADCAST, A, 'before')), lengthOf(LONGEST_FRAME + 1)]));
  await expect(a.receive()).rejects.toThrow('closed');
  b.send(frame(BROADCAST, B, 'end'));
  expect(await c.textsUntil('end')).toEqual(['before']);
});

test('what is too short for a frame is dropped', async () => {
  const [a, b] = await segment(3);
  a.send(Buffer.alloc(0), Buffer.alloc(13, 0xff), frame(BROADCAST, A, 'end'));
  expect(await b.textsUntil('end')).toEqual([]);
});

test('a port that does not read holds up nobody, and loses whole frames', async () => {
  const [a, b, c] = await segment(3); // c does not read before it is asked to
  const count = 400;
  for (let index = 0; index < count; index++) {
    a.send(frame(BROADCAST, A, `${index}`, 65_000));
    expect(textOf(await b.receive())).toBe(`${index}`);
  }
  a.send(frame(BROADCAST, A, 'end'));
  expect(await b.textsUntil('end')).toEqual([]);
  const got = await c.textsUntil('end');
  expect(got.length).toBeGreaterThan(0);
  expect(got.length).toBeLessThan(count);
  expect(got).toEqual(got.map((_, index) => `${index}`));
});

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
