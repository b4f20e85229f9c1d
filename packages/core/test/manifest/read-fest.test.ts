import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFest } from '../../src/manifest/read-fest.js';
import { temporaryDirectory } from '../temporary.js';

function files(texts: Readonly<Record<string, string>>): string {
  const dir = temporaryDirectory();
  mkdirSync(join(dir, 'sub'));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(dir, name), text);
  return dir;
}

const expand = (name: string) => ({ PART: 'part' })[name];

describe('readFest', () => {
  it('follows includes, each from its own directory and in its own place', async () => {
    const dir = files({
      'a.fest': 'bin first\ninclude sub/${PART}.fest\nbin last\nvm memory=1G\n',
      'sub/part.fest': 'include next.fest\nautorun x.sh\n',
      'sub/next.fest': 'vm memory=2G network\nbin next\n',
    });
    const { entries, vm } = await readFest(join(dir, 'a.fest'), { expand });
    expect(vm).toEqual({ memory: '2G', network: true });
    expect(entries).toEqual([
      { from: `${dir}/a.fest:1`, kind: 'bin', source: 'first' },
      { from: `${dir}/sub/next.fest:2`, kind: 'bin', source: 'next' },
      { from: `${dir}/sub/part.fest:2`, kind: 'autorun', source: `${dir}/sub/x.sh` },
      { from: `${dir}/a.fest:3`, kind: 'bin', source: 'last' },
    ]);
  });

  it('reads a file that is included twice, twice', async () => {
    const dir = files({ 'a.fest': 'include b.fest\ninclude b.fest\n', 'b.fest': 'bin ls\n' });
    expect((await readFest(join(dir, 'a.fest'), { expand })).entries).toHaveLength(2);
  });

  it('names the whole chain of files that include each other', async () => {
    const dir = files({ 'a.fest': '\ninclude b.fest\n', 'b.fest': 'include sub/c.fest\n' });
    symlinkSync('../a.fest', join(dir, 'sub/c.fest'));
    await expect(readFest(join(dir, 'a.fest'), { expand })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_MANIFEST_SYNTAX',
      message: [
        'Manifests include each other without an end:',
        `  ${dir}/a.fest:2 includes ${dir}/b.fest`,
        `  ${dir}/b.fest:1 includes ${dir}/a.fest`,
      ].join('\n'),
    });
  });

  it.each([
    ['none.fest', 'there is no such file'],
    ['sub', 'it is a directory'],
    ['a.fest/x', 'it is not below a directory'],
  ])('says where %s is asked for', async (name, why) => {
    const dir = files({ 'a.fest': `include ${name}\n` });
    await expect(readFest(join(dir, 'a.fest'), { expand })).rejects.toMatchObject({
      code: 'ERR_RAPIDO_MANIFEST_MISSING',
      exitCode: 129,
      message: `${dir}/a.fest:1: Cannot read the manifest ${dir}/${name}: ${why}.`,
    });
  });
});
