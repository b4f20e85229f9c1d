import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readIni } from '../../src/conf/ini.js';
import { optionsOf } from '../../src/conf/options.js';

const optionsIn = (text: string, path = '/etc/ceph/lab.conf') => optionsOf({ path, ini: readIni(text) }, 'fs');

it("takes the client's own section before [client], and that before [global]", () => {
  const options = optionsIn(
    '[global]\na = 1\nb = 1\nc = 1\n[client]\na = 2\nb = 2\n[client.fs]\na = 3\n[client.other]\nc = 9\n',
  );
  expect(['a', 'b', 'c', 'd'].map((name) => options.get(name)?.text)).toEqual(['3', '2', '1', undefined]);
  expect(options.names().sort()).toEqual(['a', 'b', 'c']);
});

describe('references', () => {
  const text = (value: string, path?: string) =>
    optionsIn(`[global]\nrun dir = /run/$cluster\nq = ${value}\n`, path).get('q')?.text;

  it.each([
    ['$cluster', 'lab'],
    ['$type-$id', 'client-fs'],
    ['${name}.keyring', 'client.fs.keyring'],
    ['$host', hostname().split('.')[0] ?? ''],
    ['$run_dir/$name.asok', '/run/lab/client.fs.asok'],
    ['$unknown$', '$unknown$'],
    ['$constructor', '$constructor'],
    ['a$q', expect.stringMatching(/^a+\$q$/)],
  ])('%s is replaced', (value, expected) => {
    expect(text(value)).toEqual(expected);
  });

  it("to the cluster's name, which is ceph where the file's name says none", () => {
    expect(['/x/ceph.conf', '/x/my', '/x/.conf'].map((path) => text('$cluster', path))).toEqual([
      'ceph',
      'ceph',
      'ceph',
    ]);
  });

  it("to Ceph's directory where the configuration names none", () => {
    expect(optionsIn('[client]\nq = $run_dir\n').get('q')?.text).toBe('/var/run/ceph');
  });
});
