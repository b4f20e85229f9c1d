import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBlktests, checkZonefsTools } from '../../src/parts/check-tree.js';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'rapido blktests ä '));
});
afterEach(() => rmSync(tree, { recursive: true }));

function make(...names: readonly string[]) {
  for (const name of names) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), '');
  }
}

describe('a tree of blktests', () => {
  it('has its parts, and is built', () => {
    make('check', 'tests/block/rc', 'common/rc', 'src/openclose');
    expect(checkBlktests(tree)).toEqual([]);
  });

  it('is none where parts are missing', () => {
    make('check', 'src/openclose');
    const [problem] = checkBlktests(tree);
    expect(problem).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`${tree} is no tree of blktests`),
    });
    expect(problem?.fix).toContain('linux-blktests/blktests');
  });

  it('has to be built', () => {
    make('check', 'tests/block/rc', 'common/rc', 'src/openclose.c');
    const [problem] = checkBlktests(tree);
    expect(problem).toMatchObject({ kind: 'host', message: expect.stringContaining('is not built') });
    expect(problem?.fix).toContain('make');
  });
});

describe('a tree of zonefs-tools', () => {
  it('has its tests, and is built with them', () => {
    make('tests/zonefs-tests.sh', 'tests/scripts/0001.sh', 'src/mkzonefs', 'tests/tools/zio', 'tests/tools/zopen');
    expect(checkZonefsTools(tree)).toEqual([]);
  });

  it('is none without them', () => {
    make('src/mkzonefs');
    expect(checkZonefsTools(tree)[0]?.message).toContain('is no tree of zonefs-tools');
  });

  it('is not enough when only mkzonefs is built', () => {
    make('tests/zonefs-tests.sh', 'tests/scripts/0001.sh', 'src/mkzonefs');
    const [problem] = checkZonefsTools(tree);
    expect(problem?.message).toContain('is not built with its tests');
    expect(problem?.fix).toContain('--with-tests');
  });
});
