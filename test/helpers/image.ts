import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageRecord } from '@rapido/core';
import { expect } from 'vitest';
import { temporaryDirectory } from './sandbox.js';

/** What GNU cpio lists of a member of an archive. */
export interface Member {
  /** As `-rwxr-xr-x`. */
  readonly mode: string;
  /** `UID:GID` */
  readonly owner: string;
  /** Of a symbolic link. */
  readonly target?: string;
}

/** An image unpacked by GNU cpio, as the kernel would. */
export interface Unpacked {
  readonly dir: string;
  /** By their paths in the guest. */
  readonly members: ReadonlyMap<string, Member>;
  /** Text of a file in the guest. */
  text(path: string): string;
}

/** Unpacks an image: one archive, or its record's and what dracut has made. */
export function unpack(image: string): Unpacked {
  const dir = join(temporaryDirectory('unpacked'), 'root');
  mkdirSync(dir);
  cpio(image, dir, '--extract --make-directories --no-absolute-filenames');
  spawnSync('chmod', ['-R', 'u+rwX', dir]); // so that it can be read, and removed
  const listing = cpio(image, dir, '--list --verbose --numeric-uid-gid');
  const members = new Map(listing.split('\n').flatMap((line) => (line === '' ? [] : [member(line)])));
  return { dir, members, text: (path) => readFileSync(join(dir, path), 'utf8') };
}

/** What an image says of itself, as its first bytes have it. */
export function recordOf(image: string): ImageRecord {
  const text = readFileSync(image).toString('utf8', 0, 64 * 1024);
  const start = text.indexOf('{');
  expect(text.slice(0, start)).toMatch(/^070701.*rapido\0.*rapido\/image\.json\0+$/s);
  return JSON.parse(text.slice(start, text.indexOf('\n}') + 2)) as ImageRecord;
}

/** Checks an image against its own record: nothing of it is missing or mixed up. */
export function expectWhole(image: string): void {
  const { bytes, digest, segments } = recordOf(image);
  const body = readFileSync(image).subarray(-bytes);
  if (segments === undefined) {
    expect(sha256(body)).toBe(digest);
    expect((statSync(image).size - bytes) % 512).toBe(0);
    return;
  }
  let at = 0;
  for (const segment of segments) {
    expect(sha256(body.subarray(at, at + segment.bytes)), segment.part).toBe(segment.digest);
    at += segment.bytes;
  }
  expect(body.subarray(at).toString('latin1')).toMatch(/^070701.*TRAILER!!!\0+$/s);
  expect(sha256(segments.map((segment) => `${segment.digest}\n`).join(''))).toBe(digest);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Archives that follow each other are read one by one, each from where the last one ended. */
function cpio(image: string, cwd: string, options: string): string {
  const once = `cpio --quiet ${options}`;
  const all = recordOf(image).driver === 'native' ? once : `${once} && ${once}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `{ ${all}; } <"$0"`, image], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

function member(line: string): [string, Member] {
  const [, mode = '', uid, gid, rest = ''] =
    /^(\S{10}) +\d+ +(\d+) +(\d+) +\d+ \w{3} +\d+ +[\d:]+ (.*)$/.exec(line) ?? [];
  const [name = '', target] = mode.startsWith('l') ? rest.split(' -> ') : [rest];
  const path = name === '.' ? '/' : `/${name}`;
  return [path, { mode, owner: `${uid}:${gid}`, ...(target === undefined ? {} : { target }) }];
}
