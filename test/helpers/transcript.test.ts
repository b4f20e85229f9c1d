import { expect, test } from 'vitest';
import { Transcript } from './transcript.js';

test('waits for what comes in pieces, and looks only behind the last match', async () => {
  const transcript = new Transcript();
  const first = transcript.waitFor('prompt$ ');
  transcript.add('one\nprom');
  transcript.add('pt$ two\n');
  await expect(first).resolves.toBe('prompt$ ');
  const second = transcript.waitFor('prompt$ ');
  transcript.add('three\nprompt$ ');
  await expect(second).resolves.toBe('prompt$ ');
  expect(transcript.text).toBe('one\nprompt$ two\nthree\nprompt$ ');
});

test('resolves at once with what was printed before one asked', async () => {
  const transcript = new Transcript();
  transcript.add('exit status 7\n');
  await expect(transcript.waitFor(/status \d+/)).resolves.toBe('status 7');
});

test('shows what was printed when the program ends without it', async () => {
  const transcript = new Transcript();
  transcript.add('something else');
  const waiting = transcript.waitFor('ready');
  transcript.end();
  await expect(waiting).rejects.toThrow(/ready[\s\S]*something else/);
});
