import { describe, expect, it } from 'vitest';
import { tidyUp } from '../../src/text/tidy-up.js';

describe('tidying up', () => {
  it.each([
    ['nothing', ''],
    ['whole lines', 'a\nb\r\n'],
    ['what QEMU says when one quits', 'QEMU: Terminated\n\r'],
    ['modes that were reset', '\x1b[?2004h\x1b[?1049h\x1b=vim\x1b>\x1b[?1049l\x1b[?2004l\n'.replace('vim', '')],
  ])('after %s has nothing to do', (_, printed) => {
    expect(tidyUp(printed).replace('\x1b[0m', '')).toBe('');
  });

  it('begins a new line', () => {
    expect(tidyUp('rapido1:/# ')).toBe('\r\n');
    expect(tidyUp('line\n\x1b[32mrapido1\x1b[0m')).toBe('\x1b[0m\r\n');
    expect(tidyUp('line\n\x1b[32m')).toBe('\x1b[0m');
  });

  it('leaves the alternate screen, shows the cursor, and resets the keypad', () => {
    const undone = tidyUp('\x1b[?2004h$ vim\n\x1b[?2004l\x1b[?1049h\x1b[?1h\x1b=\x1b[?25l\x1b[?12;7l~\n');
    expect(undone).toBe('\x1b[?1049l\x1b[?1l\x1b[?25h\x1b[?7h\x1b>\x1b[0m\r\n');
  });
});
