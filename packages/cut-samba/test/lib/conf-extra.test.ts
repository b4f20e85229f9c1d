import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { extraLines } from '../../src/lib/conf-extra.js';

const directory = mkdtempSync(join(tmpdir(), 'conf-extra-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('extraLines', () => {
  it.each([
    [undefined, ''],
    ['log level = 3', 'log level = 3'],
    ['log level = 3\\nserver signing = mandatory', 'log level = 3\nserver signing = mandatory'],
    ['a = 1\nb = 2', 'a = 1\nb = 2'],
  ])('takes %j for lines', (value, text) => {
    expect(extraLines(value)).toEqual({ text, problems: [] });
  });

  it('takes an absolute path for a file, whose lines stay as they are', () => {
    const path = join(directory, 'extra.conf');
    writeFileSync(path, 'comment = a\\nb\n');
    expect(extraLines(path)).toEqual({ text: 'comment = a\\nb\n', problems: [] });
  });

  it('takes comments, sections and lines that go on', () => {
    expect(extraLines('# a\n  ; b\n\n[c]\n comment = d \\\n e\n').problems).toEqual([]);
  });

  it.each(['extra.conf', 'log level = 3\n extra.conf '])('refuses lines that would not count: %j', (value) => {
    expect(extraLines(value).problems).toMatchObject([
      { kind: 'usage', message: 'SAMBA_CONF_EXTRA: no = in "extra.conf"' },
    ]);
  });

  it.each(['none', ''])('reports a file that it cannot read (%j)', (name) => {
    const path = `${directory}/${name}`;
    const { problems } = extraLines(path);
    expect(problems).toMatchObject([{ kind: 'usage', message: expect.stringContaining(`SAMBA_CONF_EXTRA: ${path} `) }]);
  });
});
