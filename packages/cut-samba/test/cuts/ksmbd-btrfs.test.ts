import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf, openPlugin } from '@rapido/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/index.js';

const { cuts } = await openPlugin(import.meta.url, { commands });
const cut = cuts.find(({ name }) => name === 'ksmbd-btrfs') ?? expect.fail('there is no cut ksmbd-btrfs');
const directory = mkdtempSync(join(tmpdir(), 'ksmbd-'));
afterAll(() => rmSync(directory, { recursive: true }));

const SETTINGS = { CIFS_SHARE: 'test', CIFS_USER: 'me', CIFS_PW: 'hidden' };

/** A tree with ksmbd.tools in `place`. */
function tree(place: string): string {
  const dir = mkdtempSync(join(directory, 'tree-'));
  mkdirSync(join(dir, place), { recursive: true });
  writeFileSync(join(dir, place, 'ksmbd.tools'), '#!/bin/sh\n', { mode: 0o755 });
  return dir;
}

describe('ksmbd-btrfs', () => {
  it.each(['tools', 'build/tools', 'libexec'])('has the programs of KSMBD_TOOLS_SRC from %s', async (place) => {
    const source = tree(place);
    const { files, problems } = await manifestOf(cut, { settings: { ...SETTINGS, KSMBD_TOOLS_SRC: source } });
    expect(problems).toEqual([]);
    const tools = files.filter(({ dest }) => dest.startsWith('/usr/local/sbin/'));
    expect(tools.map(({ dest }) => dest).sort()).toEqual(
      ['ksmbd.adduser', 'ksmbd.control', 'ksmbd.mountd', 'ksmbd.tools'].map((name) => `/usr/local/sbin/${name}`),
    );
  });

  it('refuses a tree that is not built', async () => {
    const { problems } = await manifestOf(cut, { settings: { ...SETTINGS, KSMBD_TOOLS_SRC: directory } });
    expect(problems).toEqual([
      {
        kind: 'usage',
        message: expect.stringContaining(`KSMBD_TOOLS_SRC: ${directory} has no ksmbd.tools`),
        fix: expect.stringContaining('make'),
      },
    ]);
  });

  it('tells ksmbd the share as the VM starts, and no file has the password', async () => {
    const settings = { ...SETTINGS, KSMBD_TOOLS_SRC: tree('tools') };
    const { files, runFiles } = await manifestOf(cut, { settings });
    expect(runFiles).toEqual([
      expect.objectContaining({ dest: '/etc/ksmbd/ksmbd.conf', text: expect.stringMatching(/^\[test\]$/m) }),
    ]);
    expect(JSON.stringify([files, runFiles])).not.toContain(SETTINGS.CIFS_PW);
  });
});
