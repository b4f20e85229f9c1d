import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@rapido/kit';

/** What is wrong with `tree` as a built tree of blktests. */
export function checkBlktests(tree: string): readonly Problem[] {
  if (!has(tree, 'check') || !has(tree, 'tests', 'common')) {
    return [
      {
        kind: 'usage',
        message: `BLKTESTS_SRC: ${tree} is no tree of blktests: it has no check, tests and common.`,
        fix: 'Set BLKTESTS_SRC to a clone of https://github.com/linux-blktests/blktests that is built (make).',
      },
    ];
  }
  // The helper that the most tests call; an installed tree has no sources beside it.
  if (!has(tree, 'src/openclose')) {
    return [
      {
        kind: 'host',
        message: `BLKTESTS_SRC: ${tree} is not built: the programs in its src are missing.`,
        fix: `Build it, with gcc and g++: make -C '${tree}'`,
      },
    ];
  }
  return [];
}

/** What is wrong with `tree` as a built tree of zonefs-tools. */
export function checkZonefsTools(tree: string): readonly Problem[] {
  if (!has(tree, 'tests/zonefs-tests.sh', 'tests/scripts')) {
    return [
      {
        kind: 'usage',
        message: `ZONEFSTOOLS_SRC: ${tree} is no tree of zonefs-tools: it has no tests/zonefs-tests.sh.`,
        fix: 'Set ZONEFSTOOLS_SRC to a clone of https://github.com/damien-lemoal/zonefs-tools that is built with its tests.',
      },
    ];
  }
  if (!has(tree, 'src/mkzonefs', 'tests/tools/zio', 'tests/tools/zopen')) {
    return [
      {
        kind: 'host',
        message: `ZONEFSTOOLS_SRC: ${tree} is not built with its tests: src/mkzonefs, tests/tools/zio or tests/tools/zopen is missing.`,
        fix: `Build it: cd ${tree} && sh autogen.sh && ./configure --with-tests && make`,
      },
    ];
  }
  return [];
}

function has(tree: string, ...names: readonly string[]): boolean {
  return names.every((name) => existsSync(join(tree, name)));
}
