import { expect, it } from 'vitest';
import { formatLogLine } from '../../src/render/log-line.js';

const entry = (level: string) => ({ raw: `a\x1b[5m\tb${level}`, line: { time: 1, level, text: '' } });

it('is as it is in a pipe', () => {
  expect(formatLogLine({ colour: false }, false)(entry('err'))).toBe('a\x1b[5m\tberr');
});

it('does nothing to a terminal', () => {
  expect(formatLogLine({ colour: false }, true)(entry('err'))).toBe('a berr');
  expect(formatLogLine({ colour: true }, true)({ raw: '\x1b]0;x\x07y' })).toBe('y');
});

it('has a colour for what is bad', () => {
  const format = formatLogLine({ colour: true }, true);
  expect(format(entry('crit'))).toBe('\x1b[31ma bcrit\x1b[39m');
  expect(format(entry('warn'))).toBe('\x1b[33ma bwarn\x1b[39m');
  expect(format(entry('info'))).toBe('a binfo');
});
