import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shell } from '../support.js';

const LIB = fileURLToPath(new URL('../../guest/lib', import.meta.url));

const printed = (script: string, env: Readonly<Record<string, string>> = {}) => shell(['nfs'], script, { env });

describe('what is mounted', () => {
  const device = (NFS_SERVER: string, NFS_SHARE: string) =>
    printed('nfs_device "$NFS_SHARE"', { NFS_SERVER, NFS_SHARE }).stdout;

  it.each([
    ['srv', '/srv/test', 'srv:/srv/test'],
    ['192.0.2.1', 'srv//test/', '192.0.2.1:/srv/test'],
    ['fd00::1', '/', '[fd00::1]:/'],
    ['[fe80::1%eth0]', '//a b', '[fe80::1%eth0]:/a b'],
  ])('is at %s, %s: %s', (server, share, expected) => {
    expect(device(server, share)).toBe(`${expected}\n`);
  });

  it('is nothing without a server', () => {
    const { stdout, stderr } = printed('nfs_device /srv || echo none');
    expect(stdout).toBe('none\n');
    expect(stderr).toContain('NFS_SERVER is not set');
  });

  it.each(['vers=3,nolock', '-o vers=3,nolock', '-overs=3,nolock'])('is mounted as %s says', (NFS_MOUNT_OPTS) => {
    expect(printed('nfs_options', { NFS_MOUNT_OPTS }).stdout).toBe('vers=3,nolock\n');
  });
});

it('rpcbind finds the user that it becomes, whichever name its distribution has for it', () => {
  const files = { passwd: 'root:x:0:0:root:/root:/bin/bash\n' };
  const script = `
    rpc_answers() { [[ -e $T/begun ]]; }; rpcbind() { : >$T/begun; }; wait_for() { "\${@:2}"; }
    eval "$(declare -f nfs_start_rpcbind | sed "s,/etc/passwd,$T/passwd,g")"
    nfs_start_rpcbind && rm $T/begun && nfs_start_rpcbind && cut -d: -f1 $T/passwd`;
  expect(shell(['nfs'], script, { files }).stdout).toBe('root\n_rpc\nrpc\n');
});

describe('a server', () => {
  /** The reply's head: accepted, by a verifier without a body. */
  const REPLY = '8000001852415049000000010000000000000000000000000000000000000000'.slice(0, 56);

  it('answers when it has done the call', async () => {
    const { port, calls } = await server((socket) => socket.end(Buffer.from(REPLY, 'hex')));
    expect(await answers(port)).toBe(0);
    expect(calls).toEqual([
      '8000002852415049000000000000000200' + '0186a3' + '00000004' + '00000000' + '00000000000000000000000000000000',
    ]);
  });

  it('does not when it has not that program, hangs up, or is not there', async () => {
    const refusing = await server((socket) => socket.end(Buffer.from(`${REPLY.slice(0, 54)}01`, 'hex')));
    expect(await answers(refusing.port)).toBe(1);
    const closing = await server((socket) => socket.destroy());
    expect(await answers(closing.port)).toBe(1);
    const gone = await server(() => {});
    await gone.close();
    expect(await answers(gone.port)).toBe(1);
  });
});

async function answers(port: number): Promise<number | null> {
  const script = `. '${LIB}/rpc.sh'; rpc_answers 127.0.0.1 ${port} 100003 4`;
  const child = spawn('bash', ['--norc', '-c', script], { stdio: 'inherit' });
  const [status] = (await once(child, 'close')) as [number | null];
  return status;
}

/** A server on the loopback device, which takes calls of 44 bytes. */
async function server(answer: (socket: Socket) => void) {
  const calls: string[] = [];
  const listener = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      calls.push(data.toString('hex'));
      answer(socket);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const close = async () => {
    if (listener.listening) await new Promise((resolve) => listener.close(resolve));
  };
  onTestFinished(close);
  return { port: (listener.address() as { port: number }).port, calls, close };
}
