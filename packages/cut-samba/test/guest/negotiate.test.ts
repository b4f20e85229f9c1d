import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../guest/lib/negotiate.sh', import.meta.url));

/** Asks a server on this machine, whose port stands for 445. */
async function ask(serve: (socket: Socket) => void): Promise<number | null> {
  const serveOne = (socket: Socket) => serve(socket.on('error', () => undefined));
  const server = createServer(serveOne).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const run = `. <(while IFS= read -r line; do printf '%s\\n' "\${line/\\/445\\"//${port}\\"}"; done <'${SCRIPT}'); smb_answers 127.0.0.1`;
  const [status] = await once(spawn('bash', ['-c', run], { stdio: 'inherit' }), 'exit');
  return status as number | null;
}

const answer = (length: number) =>
  Buffer.concat([Buffer.from([0, 0, 0, length]), Buffer.from('\xfeSMB', 'latin1'), Buffer.alloc(length - 4)]);

describe('smb_answers', () => {
  it('sends a whole NEGOTIATE of SMB2, and takes an answer of SMB2', async () => {
    let request = Buffer.alloc(0);
    const status = await ask((socket) => {
      socket.on('data', (part) => {
        request = Buffer.concat([request, part as Buffer]);
        if (request.length === 4 + request.readUInt32BE(0)) socket.end(answer(0x42));
      });
    });
    expect(status).toBe(0);
    expect(request.length).toBe(4 + 64 + 36 + 4);
    expect(request.subarray(4, 10)).toEqual(Buffer.from([0xfe, 0x53, 0x4d, 0x42, 64, 0]));
    expect(request.readUInt16LE(68)).toBe(36);
    expect(request.readUInt16LE(70)).toBe(2);
    expect([request.readUInt16LE(104), request.readUInt16LE(106)]).toEqual([0x0202, 0x0210]);
  });

  it('takes no other answer, and no silence', async () => {
    expect(await ask((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).not.toBe(0);
    expect(await ask((socket) => socket.end())).not.toBe(0);
  });
});
