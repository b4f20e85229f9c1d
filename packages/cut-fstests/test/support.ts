import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

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

/** A ceph.conf whose cluster has one monitor and asks for no key. */
export function cephConf(): string {
  const path = join(temporaryDirectory(), 'ceph.conf');
  writeFileSync(path, '[global]\nmon_host = 192.0.2.1\nauth_client_required = none\n');
  return path;
}

export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'rapido test ä '));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
