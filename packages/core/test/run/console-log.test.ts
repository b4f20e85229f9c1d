import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleLog, parseConsoleLogLine } from '../../src/run/console-log.js';
import { temporaryDirectory } from '../temporary.js';

test('each line has its time, however it is cut up; what steps print is there too, but no part of the console', async () => {
  const path = join(temporaryDirectory(), 'console.log');
  const log = new ConsoleLog(path);
  for (const piece of ['one\r\nt', 'wo\r', '\n\xffthree']) log.console(Buffer.from(piece, 'latin1'));
  log.steps(Buffer.from('\nstep\n'));
  await log.end();
  const lines = readFileSync(path, 'latin1').split('\n');
  expect(lines.map((line) => parseConsoleLogLine(line)?.text)).toEqual([
    'one',
    'two',
    '',
    'step',
    '\xffthree',
    undefined,
  ]);
  expect(lines[0]).toMatch(/^ +0\.\d{3}\| one$/);
  expect(log.tail).toBe('one\r\ntwo\r\n\xffthree');
});

test('a line that is printed in pieces is not torn by what is printed meanwhile', async () => {
  const path = join(temporaryDirectory(), 'console.log');
  const log = new ConsoleLog(path);
  log.console(Buffer.from('[    4.7'));
  log.steps(Buffer.from('from a step\n'));
  log.console(Buffer.from('06646] from the kernel\r\n'));
  await log.end();
  const lines = readFileSync(path, 'latin1').trimEnd().split('\n');
  expect(lines.map((line) => parseConsoleLogLine(line)?.text)).toEqual([
    'from a step',
    '[    4.706646] from the kernel',
  ]);
});
