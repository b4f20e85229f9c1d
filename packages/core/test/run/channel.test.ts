import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ChannelListener, type GuestMessage, openChannel, parseMessage } from '../../src/run/channel.js';
import { temporaryDirectory } from '../temporary.js';

async function socketPair(): Promise<[Socket, Socket]> {
  const path = join(temporaryDirectory(), 's');
  const server = createServer().listen(path);
  await once(server, 'listening');
  const near = connect(path);
  const [far] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return [near, far];
}

const listener = (more: Partial<ChannelListener> = {}): ChannelListener => ({
  message() {},
  kernelLine() {},
  ...more,
});

test('the payload is sent piece by piece, as the guest asks for it', async () => {
  const [host, guest] = await socketPair();
  const payload = Buffer.from('0123456789');
  openChannel(host, async () => payload, listener());
  guest.write('hello 5 6.1.0\n');
  expect((await once(guest, 'data'))[0].toString()).toBe('payload 10\n');
  guest.write('more 4\n');
  expect((await once(guest, 'data'))[0].toString()).toBe('0123');
  guest.write('more 6\n');
  expect((await once(guest, 'data'))[0].toString()).toBe('456789');
});

test('a new size waits until the guest is set up, and only the last one is told', async () => {
  const [host, guest] = await socketPair();
  const channel = openChannel(host, async () => Buffer.from('x'), listener());
  const answer = async () => (await once(guest, 'data'))[0].toString();
  channel.resize(10, 20);
  guest.write('hello 5 6.1.0\n');
  expect(await answer()).toBe('payload 1\n');
  guest.write('more 1\n');
  expect(await answer()).toBe('x');
  guest.write('state init\n');
  channel.resize(30, 40);
  guest.write('state autorun\n');
  expect(await answer()).toBe('size 30 40\n');
  channel.resize(50, 60);
  expect(await answer()).toBe('size 50 60\n');
});

test('messages arrive in order, however they are cut up', async () => {
  const [host, guest] = await socketPair();
  const messages: GuestMessage[] = [];
  const kernelLines: string[] = [];
  const off = new Promise<void>((resolve) => {
    const message = (message: GuestMessage) => {
      messages.push(message);
      if (message.type === 'off') resolve();
    };
    openChannel(host, async () => Buffer.alloc(0), listener({ message, kernelLine: (line) => kernelLines.push(line) }));
  });
  for (const piece of [
    '\0\xff noise\nstep 1 be',
    'gin\n6,12,345,-;usb: x\n SUBSY',
    'STEM=usb\nstep 1 end 200\nfail',
    'ed no module x\nbeat 3.2\nat_end\nwarning at_end a: \x1b[31mred\x1b[0m\tx\x07\nready\nmissing /a b\ntaint 512\nexit 3\noff\n',
  ])
    guest.write(piece);
  await off;
  expect(messages).toEqual([
    { type: 'step', index: 1 },
    { type: 'step', index: 1, status: 200 },
    { type: 'failed', reason: 'no module x' },
    { type: 'beat' },
    { type: 'at-end' },
    { type: 'warning', text: 'at_end a: red x' },
    { type: 'ready' },
    { type: 'missing', path: '/a b' },
    { type: 'taint', flags: 512 },
    { type: 'exit', status: 3 },
    { type: 'off' },
  ]);
  expect(kernelLines).toEqual(['6,12,345,-;usb: x', ' SUBSYSTEM=usb']);
});

test('the guest is asked for nothing before it listens', async () => {
  const [host, guest] = await socketPair();
  const channel = openChannel(
    host,
    async () => Buffer.alloc(0),
    listener({ message: () => channel.ask('sysrq', 'l') }),
  );
  expect(channel.ask('sysrq', 'w')).toBe(false);
  guest.write('state init\n');
  expect((await once(guest, 'data'))[0].toString()).toBe('sysrq l\n');
});

test('a guest of another protocol gets no payload', async () => {
  const [host, guest] = await socketPair();
  const greeted = new Promise<GuestMessage>((message) =>
    openChannel(host, async () => Buffer.from('secret'), listener({ message })),
  );
  guest.write('hello 9 9.9\n');
  expect(await greeted).toEqual({ type: 'hello', version: 9, release: '9.9', abilities: [] });
  host.end();
  expect((await guest.toArray()).join('')).toBe('');
});

test('what is no message is none', () => {
  expect(parseMessage('')).toBeUndefined();
  expect(parseMessage('[    1.0] printk')).toBeUndefined();
  expect(parseMessage('network eth0 \x1b[31m')).toBeUndefined();
  expect(parseMessage('network eth0 10.0.0.1/24 fd00::1/64')).toEqual({
    ...{ type: 'network', nic: 'eth0', addresses: ['10.0.0.1/24', 'fd00::1/64'] },
  });
});
