import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shell } from './shell.js';

const rbd = (script: string, files = {}, env = {}) => shell(['rbd'], script, { files, env });

describe('an image', () => {
  const spec = (argument: string, env = {}) => rbd(`rbd_spec '${argument}' && echo "$pool $image"`, {}, env);

  it.each([
    ['other/a', {}, 'other a'],
    ['a', {}, 'rbd a'],
    ['a', { CEPH_RBD_POOL: 'p', CEPH_RBD_IMAGE: 'b c' }, 'p a'],
    ['', { CEPH_RBD_POOL: 'p', CEPH_RBD_IMAGE: 'b' }, 'p b'],
  ])('%j with %j', (argument, env, expected) => {
    expect(spec(argument, env).stdout).toBe(`${expected}\n`);
  });

  it.each([
    ['', {}],
    ['a b', {}],
    ['/a', {}],
    ['a/b/c', {}],
    ['', { CEPH_RBD_IMAGE: 'b c' }],
  ])('%j with %j is none', (argument, env) => {
    const { status, stdout, stderr } = spec(argument, env);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/is no image|several images/);
  });
});

const DEVICES = {
  'sys/bus/rbd/devices/0/pool': 'rbd\n',
  'sys/bus/rbd/devices/0/name': 'a\n',
  'sys/bus/rbd/devices/12/pool': 'other\n',
  'sys/bus/rbd/devices/12/name': 'a\n',
};

it('is found by its pool and name', () => {
  expect(rbd('rbd_find rbd a; rbd_find other a; rbd_find rbd b || echo none', DEVICES).stdout).toBe('0\n12\nnone\n');
});

it('is mapped by the single major number where the kernel has it, else by its own', () => {
  const order = (files: Readonly<Record<string, string>>) => rbd('rbd_order add text', files).directory;
  const old = { 'sys/bus/rbd/add': '' };
  expect(readFileSync(join(order(old), 'sys/bus/rbd/add'), 'utf8')).toBe('text');
  const both = order({ ...old, 'sys/bus/rbd/add_single_major': '' });
  expect(readFileSync(join(both, 'sys/bus/rbd/add_single_major'), 'utf8')).toBe('text');
  expect(readFileSync(join(both, 'sys/bus/rbd/add'), 'utf8')).toBe('');
});

it('has the link that udev would make', () => {
  const { directory } = rbd('rbd_link rbd a /dev/rbd3; rbd_link rbd a /dev/rbd12');
  expect(readlinkSync(join(directory, 'dev/rbd/rbd/a'))).toBe('../../rbd12');
});

describe('features', () => {
  const explain = (mask: string) =>
    rbd(`pool=rbd image=a; rbd_explain_features ${mask}`, { 'sys/bus/rbd/supported_features': '0x1bf\n' }).stdout;

  it('that the kernel does not know are named, and switched off together', () => {
    expect(
      explain('0x840'),
    ).toBe(`This kernel's client does not know these features of the image: journaling dirty-cache
Switch them off, on the host: rbd feature disable rbd/a journaling dirty-cache
`);
  });

  it('that the kernel does know are none of them', () => {
    expect(explain('0x7d').split('\n')[0]).toMatch(/: journaling$/);
  });

  it('that stay for ever need another image', () => {
    expect(explain('0x1000000000000240')).toMatch(
      /: journaling migrating bit 60\nNot all of them .*--image-feature layering/,
    );
  });
});
