import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Keys as ceph-authtool makes them, of no cluster. */
export const KEY = keyOf('0123456789abcdef');
export const OTHER_KEY = keyOf('fedcba9876543210');

export function keyOf(secret: string): string {
  const head = Buffer.from([1, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x08, secret.length, 0]);
  return Buffer.concat([head, Buffer.from(secret)]).toString('base64');
}

export function keyring(user: string, key = KEY): string {
  return `[client.${user}]\n\tkey = ${key}\n\tcaps mon = "allow *"\n`;
}

/** A directory with these files, which goes with the test. */
export function directoryWith(files: Readonly<Record<string, string>> = {}, name = 'rapido ceph ä '): string {
  const dir = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** Runs `work` as somebody to whom modes of files apply. */
export function asOrdinaryUser<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}
