import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context, CutDefinition, SettingValue } from '@rapido/kit';
import { onTestFinished } from 'vitest';
import { buildManifest } from '../../core/src/manifest/build.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a built tree of xfstests has, as far as anything here looks at it. */
export function builtTree(): string {
  const tree = temporaryDirectory();
  const files = ['check', 'common/rc', 'ltp/fsstress', 'ltp/fsx', 'src/lstat64', 'tests/generic/group.list'];
  for (const file of files) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), '#!/bin/bash\n');
    chmodSync(join(tree, file), 0o755);
  }
  return tree;
}

export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rapido test ä '));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The entries and problems of a cut with these settings, for a kernel whose configuration is `lacking` these symbols. */
export function build(
  // biome-ignore lint/suspicious/noExplicitAny: cuts with different settings
  definition: CutDefinition<any>,
  given: Readonly<Record<string, SettingValue>>,
  lacking: readonly string[] = [],
) {
  const context: Context = {
    settings: { FSTESTS_ZRAM_SIZE: 2 ** 30, ...given } as Context['settings'],
    signal: new AbortController().signal,
    kernel: { release: '6.1.0', arch: 'x86_64', has: (name) => !lacking.includes(name) },
  };
  return buildManifest({ definition, plugin: { name: '@rapido/cut-fstests', root }, context, expand: () => undefined });
}
