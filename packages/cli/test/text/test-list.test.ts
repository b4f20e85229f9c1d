import { describe, expect, it } from 'vitest';
import { parseTestList } from '../../src/text/test-list.js';

describe('parseTestList', () => {
  it('takes one test a line, without comments, each once', () => {
    const text = '# known\ngeneric/001\n\n  generic/002 (xfs_4k)  # of old\r\n\t#x\nblock/001 (tr=#1)\ngeneric/001\n';
    expect(parseTestList(text)).toEqual(['generic/001', 'generic/002 (xfs_4k)', 'block/001 (tr=#1)']);
  });

  it('finds none in comments alone', () => {
    expect(parseTestList('# nothing\n \n')).toEqual([]);
  });
});
