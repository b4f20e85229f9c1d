import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkConf } from '../../src/lib/check-conf.js';

const directory = mkdtempSync(join(tmpdir(), 'check-conf-'));
afterAll(() => rmSync(directory, { recursive: true }));
const { signal } = new AbortController();

const check = (extra: string, tree?: string) =>
  checkConf({ share: 'test', parameters: { path: '/srv/share', 'vfs objects': 'btrfs' }, extra }, { tree, signal });

/** A tree with a testparm that is this script. */
function treeWith(script: string): string {
  const tree = mkdtempSync(join(directory, 'tree-'));
  mkdirSync(join(tree, 'bin'));
  writeFileSync(join(tree, 'bin/testparm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return tree;
}

describe('checkConf', () => {
  it.each(['', 'server signing = mandatory\nlog level = 3', 'clustering = yes', '[other]\npath = /tmp'])(
    'takes what testparm takes: %j',
    async (extra) => {
      expect(await check(extra)).toEqual([]);
    },
  );

  it.each([
    ['log level = 3\nsever signing = yes', 'sever signing', /smb\.conf, line \d+: sever signing = yes/],
    ['server signing = bananas', 'bananas', /smb\.conf, line \d+: server signing = bananas/],
    ['[broken', 'testparm says', /SAMBA_CONF_EXTRA/],
  ])('says what is wrong with %j, and where', async (extra, words, where) => {
    const [problem, ...others] = await check(extra);
    expect(others).toEqual([]);
    expect(problem?.kind).toBe('usage');
    expect(problem?.message).toContain(words);
    expect(problem?.message).toMatch(where);
    expect(problem?.message).not.toContain(tmpdir());
  });

  it('asks the testparm of the tree', async () => {
    const tree = treeWith(
      'grep "read only" "$2" >/dev/null || exit 9; echo "Unknown parameter encountered: \\"path\\"" >&2',
    );
    expect(await check('', tree)).toMatchObject([{ message: expect.stringContaining('line') }]);
    expect(await check('', treeWith('exit 1'))).toMatchObject([{ kind: 'usage' }]);
  });

  it('has no opinion where the tree has no testparm', async () => {
    expect(await check('nonsense', directory)).toEqual([]);
  });

  it('ends testparm when it is interrupted', async () => {
    const controller = new AbortController();
    const tree = treeWith('exec sleep 1000');
    const checked = checkConf({ share: 'test', parameters: {} }, { tree, signal: controller.signal });
    controller.abort();
    await expect(checked).rejects.toThrow();
  });
});
