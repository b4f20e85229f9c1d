import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY } from '../support.js';
import { clusterFile, shell } from './shell.js';

const KEYRING = { 'etc/ceph/keyring': `[client.tester]\nkey = ${KEY}\n` };

const GETENT = 'case $2 in mon6) echo "fd00::1 STREAM mon6" ;; mon4) echo "192.0.2.4 STREAM" ;; *) exit 2 ;; esac';

function monitors(text: string) {
  const files = { 'etc/ceph/cluster': clusterFile(text) };
  return shell(['cluster'], 'ceph_cluster && ceph_monitors', { files, programs: { getent: GETENT } });
}

describe('monitors', () => {
  it.each([
    ['192.0.2.1:6789', '192.0.2.1:6789'],
    ['192.0.2.1:3300,[fd00::2]:3300', '192.0.2.1:3300,[fd00::2]:3300'],
    ['mon4:6789,mon6:3300', '192.0.2.4:6789,[fd00::1]:3300'],
  ])('%s', (text, expected) => {
    expect(monitors(text)).toMatchObject({ status: 0, stdout: `${expected}\n`, stderr: '' });
  });

  it('without an address are left out, but not all of them', () => {
    const some = monitors('nowhere:6789,mon4:6789');
    expect(some).toMatchObject({ status: 0, stdout: '192.0.2.4:6789\n' });
    expect(some.stderr).toContain('nowhere:6789 is left out');
    expect(monitors('nowhere:6789')).toMatchObject({ status: 1, stdout: '' });
  });
});

it('says what is missing where the payload names no cluster', () => {
  const { status, stderr } = shell(['cluster'], 'ceph_cluster');
  expect([status, stderr]).toEqual([1, expect.stringContaining('/etc/ceph/cluster is not there')]);
});

describe('options', () => {
  const options = (mode: string, files = {}) =>
    shell(['cluster'], 'ceph_cluster && ceph_client_options', {
      files: { 'etc/ceph/cluster': clusterFile('192.0.2.1:6789', mode), ...files },
    }).stdout.trim();

  it('name the key, and leave out what old kernels do not know', () => {
    expect(options('legacy', KEYRING)).toBe('name=tester,key=client.tester,mount_timeout=30');
    expect(options('secure', KEYRING)).toBe('name=tester,key=client.tester,mount_timeout=30,ms_mode=secure');
  });

  it('have no key where the cluster wants none', () => {
    expect(options('crc', { 'etc/ceph/keyring': '' })).toBe('name=tester,mount_timeout=30,ms_mode=crc');
  });
});

describe('the key', () => {
  const files = { 'etc/ceph/cluster': clusterFile('192.0.2.1:6789'), ...KEYRING };

  it('reaches the kernel decoded, and on no command line', () => {
    const keyctl = `printf '%s\\n' "$@" >$T/arguments; cat >$T/payload`;
    const { status, directory } = shell(['cluster'], 'ceph_add_key', { files, programs: { keyctl } });
    expect(status).toBe(0);
    expect(readFileSync(join(directory, 'arguments'), 'utf8')).toBe('padd\nceph\nclient.tester\n@us\n');
    expect(readFileSync(join(directory, 'payload'))).toEqual(Buffer.from(KEY, 'base64'));
  });

  it('that the kernel refuses ends in a sentence without it', () => {
    const keyctl = 'cat >/dev/null; echo "add_key: Invalid argument" >&2; exit 1';
    const { status, stderr } = shell(['cluster'], 'ceph_add_key', { files, programs: { keyctl } });
    expect(status).toBe(1);
    expect(stderr).toMatch(/client\.tester: Invalid argument\n.*no key of Ceph/);
    expect(stderr).not.toContain(KEY);
  });

  it('is not asked for where the cluster wants none', () => {
    const none = { ...files, 'etc/ceph/keyring': '' };
    expect(shell(['cluster'], 'ceph_add_key', { files: none, programs: { keyctl: 'exit 1' } }).status).toBe(0);
  });
});

describe('CephFS', () => {
  const files = { 'etc/ceph/cluster': clusterFile('192.0.2.1:6789,[fd00::2]:6789'), ...KEYRING };
  const cephfs = (script: string, env = {}) => shell(['cephfs'], script, { files, env }).stdout.trim();

  it.each([
    ['/', '/'],
    ['', '/'],
    ['/volumes//a b/', '/volumes/a b'],
    ['volumes', '/volumes'],
  ])('of the path %j', (path, expected) => {
    expect(cephfs(`cephfs_device '${path}'`)).toBe(`192.0.2.1:6789,[fd00::2]:6789:${expected}`);
  });

  it('has the options of the settings behind its own', () => {
    const env = { CEPH_FS: 'other', CEPH_MOUNT_OPTS: '-o noatime,rasize=1048576' };
    const common = 'name=tester,key=client.tester,mount_timeout=30';
    expect(cephfs('cephfs_options', env)).toBe(`${common},mds_namespace=other,noatime,rasize=1048576`);
    expect(cephfs('cephfs_options')).toBe(common);
  });
});
