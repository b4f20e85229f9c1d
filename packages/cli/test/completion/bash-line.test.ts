import { describe, expect, it } from 'vitest';
import { readBashLine } from '../../src/completion/bash-line.js';
import { bashLines } from '../../src/completion/print.js';

/** What bash has in COMP_WORDBREAKS unless it is changed. */
const BREAKS = ' \t\n"\'@><=;|&(:';

const words = (line: string) => readBashLine(line, BREAKS).words;

describe('the line of bash', () => {
  it('is taken apart as bash does', () => {
    expect(words('rapido run ')).toEqual(['rapido', 'run', '']);
    expect(words('rapido  run my\\ cut.js "a \\"b\\" \\c"')).toEqual(['rapido', 'run', 'my cut.js', 'a "b" \\c']);
    expect(words("rapido -x 'a  b'c --set KEY=va")).toEqual(['rapido', '-x', 'a  bc', '--set', 'KEY=va']);
    expect(words("rapido run ''")).toEqual(['rapido', 'run', '']);
  });

  it('has no files of redirections, unless one is at the cursor', () => {
    expect(words('rapido list >out 2>/dev/null --')).toEqual(['rapido', 'list', '--']);
    expect(readBashLine('rapido list > ou', BREAKS).redirected).toBe(true);
    expect(readBashLine('rapido list 2> ', BREAKS).redirected).toBe(true);
    expect(readBashLine('rapido list > out ', BREAKS).redirected).toBe(false);
  });

  it('says what bash leaves alone of the last word', () => {
    expect(readBashLine('rapido --set KEY=va', BREAKS)).toMatchObject({ kept: 4, quote: '' });
    expect(readBashLine('rapido --set vm:KEY=va', BREAKS)).toMatchObject({ kept: 7 });
    expect(readBashLine('rapido --set KEY=va', ' ')).toMatchObject({ kept: 0 });
    expect(readBashLine("rapido --set 'KEY=va", BREAKS)).toMatchObject({ kept: 0, quote: "'" });
    expect(readBashLine('rapido --set KEY="va', BREAKS)).toMatchObject({ kept: 4, quote: '"' });
  });

  it('gets what replaces the rest, quoted as it has to be there', () => {
    const reply = (line: string, value: string, prefix = '') =>
      bashLines({ candidates: [{ value }, { value: 'other' }], prefix }, readBashLine(line, BREAKS)).slice(1);
    expect(reply('rapido cut my', 'my $cut.js')).toEqual(['my\\ \\$cut.js']);
    expect(reply("rapido cut 'my", 'my $cut.js')).toEqual(['my $cut.js']);
    expect(reply("rapido cut 'my", "my'$(cut).js")).toEqual(["my'\\''$(cut).js"]);
    expect(reply('rapido cut "my', 'my $cut.js')).toEqual(['my \\$cut.js']);
    expect(reply('rapido --set KEY=o', 'on', 'KEY=')).toEqual(['on', 'other']);
    expect(reply('rapido cut a', 'a\nb')).toEqual([]);
    // Of files, bash thinks itself.
    const files = { candidates: [{ value: 'my cut.js' }], mode: 'dirs' } as const;
    expect(bashLines(files, readBashLine('rapido cut my', BREAKS))).toEqual(['dirs', 'my cut.js']);
  });
});
