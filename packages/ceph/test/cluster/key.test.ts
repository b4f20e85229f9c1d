import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKey, isKey, type KeyFound } from '../../src/cluster/key.js';
import { readIni } from '../../src/conf/ini.js';
import { optionsOf } from '../../src/conf/options.js';
import { asOrdinaryUser, directoryWith, KEY, keyring, OTHER_KEY } from '../support.js';

/** Looks for the key of client.fs with this configuration of a cluster `lab`, as the files say; `DIR` is their directory. */
function find(conf: string, files: Readonly<Record<string, string>> = {}, given?: string): KeyFound & { dir: string } {
  const dir = directoryWith(files, 'rapido-ceph-'); // Ceph takes a name with a blank for two
  const parsed = { path: join(dir, 'lab.conf'), ini: readIni(conf.replaceAll('DIR', dir)) };
  const options = optionsOf(parsed, 'fs');
  return { dir, ...findKey({ conf: parsed, options, user: 'fs', keyring: given && join(dir, given), etc: dir }) };
}

describe('a key', () => {
  it('is what Ceph makes', () => {
    expect(isKey(execFileSync('ceph-authtool', ['--gen-print-key'], { encoding: 'utf8' }).trim())).toBe(true);
  });

  it.each(['', 'secret', KEY.slice(0, -4), `${KEY}AAAA`, `${KEY} x`, 'AAAAAAAAAAAAAA=='])('%j is none', (text) => {
    expect(isKey(text)).toBe(false);
  });
});

describe('is found', () => {
  it.each([
    [
      "where Ceph's programs look: $cluster.$name.keyring",
      '',
      { 'lab.client.fs.keyring': keyring('fs'), keyring: keyring('fs', OTHER_KEY) },
    ],
    ['then $cluster.keyring', '', { 'lab.keyring': keyring('fs'), keyring: keyring('fs', OTHER_KEY) }],
    ['then keyring', '', { keyring: keyring('admin', OTHER_KEY) + keyring('fs') }],
    [
      'in the next one where the first is of others',
      '',
      { 'lab.keyring': keyring('admin', OTHER_KEY), keyring: keyring('fs') },
    ],
    [
      'in the file that the configuration names',
      '[client]\nkeyring = DIR/my-$name\n',
      { 'my-client.fs': keyring('fs') },
    ],
    [
      'in one of several files',
      '[global]\nkeyring = /nowhere/x,DIR/k/$cluster.$type.$id\n',
      { 'k/lab.client.fs': keyring('fs') },
    ],
    [
      "in its own section's file",
      '[global]\nkeyring = DIR/a\n[client.fs]\nkeyring = DIR/b\n',
      { a: keyring('fs', OTHER_KEY), b: keyring('fs') },
    ],
    ['in the configuration', `[client.fs]\nkey = ${KEY}\nkeyring = DIR/a\n`, { a: keyring('fs', OTHER_KEY) }],
    [
      'in a file of its own',
      '[client.fs]\nkeyfile = DIR/a\nkeyring = DIR/b\n',
      { a: `${KEY}\n`, b: keyring('fs', OTHER_KEY) },
    ],
  ])('%s', (_, conf, files) => {
    expect(find(conf, files)).toMatchObject({ key: KEY, problems: [] });
  });

  it('in CEPH_KEYRING before all others, which is told to who starts programs', () => {
    const found = find(`[client.fs]\nkey = ${OTHER_KEY}\n`, { mine: keyring('fs') }, 'mine');
    expect(found).toMatchObject({ key: KEY, keyring: join(found.dir, 'mine') });
  });
});

describe('is not found', () => {
  it.each([
    ['no file', '', {}, /lab\.client\.fs\.keyring is not there, .*lab\.keyring is not there, .*keyring is not there/],
    ['others only', '', { keyring: keyring('admin') + keyring('me') }, /keyring has only client\.admin, client\.me/],
    ['a user without a key', '', { keyring: '[client.fs]\ncaps mon = "allow r"\n' }, /keyring has no key/],
    [
      'a named file that is not there',
      '[global]\nkeyring = /nowhere/k\n',
      {},
      /lab\.conf:2: keyring: \/nowhere\/k is not there/,
    ],
    [
      'a keyfile that is not there',
      '[global]\nkeyfile = /nowhere/k\n',
      {},
      /lab\.conf:2: keyfile: \/nowhere\/k is not there/,
    ],
    ['a directory', '[global]\nkeyring = DIR\n', {}, /is no file/],
  ])('%s', (_, conf, files, message) => {
    expect(find(conf, files)).toEqual({
      dir: expect.anything(),
      problems: [
        { kind: 'usage', message: expect.stringMatching(message), fix: expect.stringMatching('CEPH_KEYRING') },
      ],
    });
  });
});

it.each([
  ['in a keyring', '', { keyring: '[client.fs]\n key = s3cr3t\n' }, /keyring:2: key is no key/],
  ['in the configuration', '[client.fs]\nkey = s3cr3t==\n', {}, /lab\.conf:2: key is no key/],
  ['in a file', '[client.fs]\nkeyfile = DIR/k\n', { k: 's3cr3t' }, /k is no key/],
  ['in a keyring that is none', '', { keyring: '[client.fs]\ns3cr3t\n' }, /keyring:2: .*no keyring/],
])('a wrong one %s is shown nowhere', (_, conf, files, message) => {
  const { problems } = find(conf, files);
  expect(problems).toMatchObject([{ kind: 'usage', message: expect.stringMatching(message) }]);
  expect(JSON.stringify(problems)).not.toContain('s3cr3t');
});

it('a keyring that may not be read is a matter of this machine, with a way out', () => {
  const dir = directoryWith({ mine: keyring('fs') });
  chmodSync(dir, 0o755);
  chmodSync(join(dir, 'mine'), 0o000);
  const parsed = { path: '/etc/ceph/ceph.conf', ini: readIni('') };
  const found = asOrdinaryUser(() =>
    findKey({ conf: parsed, options: optionsOf(parsed, 'fs'), user: 'fs', keyring: join(dir, 'mine'), etc: dir }),
  );
  expect(found.problems).toEqual([
    {
      kind: 'host',
      message: `CEPH_KEYRING: ${dir}/mine may not be read by you`,
      fix: expect.stringMatching(/sudo install -m 0600 .*CEPH_KEYRING/),
    },
  ]);
});
