import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readTestLists } from '../../src/verbs/test-list.js';
import { temporaryDirectory } from '../helpers/cli.js';

describe('readTestLists', () => {
  it('reads files relative to the working directory, and what is given on standard input', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'a'), 'generic/001\ngeneric/002\n');
    const input = Readable.from(['generic/0', '02\ngeneric/003']);
    const tests = await readTestLists('--tests', ['a', '-'], { cwd, input });
    expect(tests).toEqual(['generic/001', 'generic/002', 'generic/003']);
  });

  it('refuses what cannot be read, or names nothing', async () => {
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, 'dir'));
    writeFileSync(join(cwd, 'empty'), '# none\n');
    const read = (file: string) => readTestLists('--exclude', [file], { cwd, input: Readable.from([]) });
    await expect(read('none')).rejects.toThrow(`--exclude: ${join(cwd, 'none')} is no file.`);
    await expect(read('dir')).rejects.toThrow('is a directory');
    await expect(read('empty')).rejects.toThrow('--exclude empty: the file names no test.');
    await expect(read('-')).rejects.toThrow('standard input names no test');
  });
});
