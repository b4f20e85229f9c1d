import { expect, it } from 'vitest';
import { Transcript } from '../src/transcript.js';

it('waits for what comes in pieces, and looks behind the last match only', async () => {
  const transcript = new Transcript();
  const first = transcript.expect(/login: (\w*)$/m, 60);
  transcript.add('one\r\nlog');
  transcript.add('in: root\r\n');
  expect((await first)[1]).toBe('root');
  const second = transcript.expect('log', 60);
  transcript.add('a log\n');
  expect((await second).index).toBe(3);
  expect(transcript.text).toBe('one\nlogin: root\na log\n');
});

it('takes text as it is, and an expression of any flags', async () => {
  const transcript = new Transcript();
  transcript.add('a+b (c)\nx\nX\n');
  expect((await transcript.expect('b (c)', 1))[0]).toBe('b (c)');
  const x = /x/gi;
  await transcript.expect(x, 1);
  expect((await transcript.expect(x, 1))[0]).toBe('X');
});

it('shows the end of what was printed when it has waited long enough, or for nothing', async () => {
  const transcript = new Transcript();
  transcript.add(`before\n${Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('')}`);
  await transcript.expect('before\n', 1);
  await expect(transcript.expect(/ready/, 0.01)).rejects.toThrow(
    /^The console has not shown \/ready\/ within 0\.01 s\. .*shown:\n… 61 lines\nline 61\n[\s\S]*line 99\n$/,
  );
  const waiting = transcript.expect('ready', 60);
  transcript.end();
  await expect(waiting).rejects.toThrow('has not shown ready before it ended');
});
