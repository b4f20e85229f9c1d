import { createServer, type Socket } from 'node:net';
import type { Reaper } from '../process/index.js';
import type { GuestChannel } from './channel.js';
import type { DataLine } from './data-line.js';
import { readJson, type ShellReply, type ShellRequest, sendJson } from './shell-protocol.js';

interface Guest {
  readonly channel: GuestChannel;
  readonly data: DataLine;
}

/**
 * Lets other commands of this user open a shell in the guest, one at a time, through a socket at `path`, which lies in a directory
 * that is only his. Call the result to end that.
 */
export function serveShells(path: string, guest: Guest, reaper: Reaper): () => void {
  reaper.removes(path);
  const server = createServer((client) => serve(client, guest));
  server.on('error', () => {}); // a path too long for a socket: whoever wants a shell is told that there is none
  server.listen(path);
  return () => server.close();
}

function serve(client: Socket, { channel, data }: Guest): void {
  let opened = false;
  let ended = false;
  const reply = (message: ShellReply) => sendJson(client, message);
  const open = (request: Extract<ShellRequest, { type: 'open' }>) => {
    const { terminal, rows, columns, term, command } = request;
    const taken = data.takeShell({
      begun: () => reply({ type: 'begun' }),
      data: (piece) => reply({ type: 'data', data: piece.toString('base64') }),
      ended: (status) => {
        ended = true;
        reply({ type: 'end', status });
        client.end();
      },
    });
    if (!taken) return refuse('there is a second shell already: one at a time');
    opened = true;
    const words = ['shell', 'begin', terminal ? 'terminal' : 'bytes', rows, columns, term.replace(/[^\w.+-]/g, '_')];
    if (command !== undefined) words.push(Buffer.from(command).toString('base64'));
    if (!channel.ask(...words)) {
      data.releaseShell();
      refuse('it is not far enough yet: its init has not spoken');
    }
  };
  const refuse = (reason: string) => {
    opened = false;
    reply({ type: 'refused', reason });
    client.end();
  };
  readJson<ShellRequest>(client, (request) => {
    if (request.type === 'open' && !opened) open(request);
    else if (request.type === 'data' && opened) data.write(Buffer.from(request.data, 'base64'));
    else if (request.type === 'size' && opened) channel.ask('shell', 'size', request.rows, request.columns);
  });
  client.on('error', () => {});
  client.on('close', () => {
    if (opened && !ended) channel.ask('shell', 'end');
  });
}
