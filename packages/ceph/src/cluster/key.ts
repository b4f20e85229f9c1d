import type { Problem } from '@rapido/kit';
import { type Conf, ETC } from '../conf/find-conf.js';
import { readIni } from '../conf/ini.js';
import type { Options } from '../conf/options.js';
import { readText, type TextFile } from '../conf/read-text.js';

/** A user's key, or why there is none. */
export interface KeyFound {
  readonly key?: string;
  /** The keyring that it is from, where it is from one. */
  readonly keyring?: string;
  readonly problems: readonly Problem[];
}

interface KeyQuestion {
  readonly conf: Conf;
  readonly options: Options;
  readonly user: string;
  /** CEPH_KEYRING. */
  readonly keyring: string | undefined;
  readonly etc: string | undefined;
}

/**
 * The key of `client.USER`: of CEPH_KEYRING, else as Ceph's own programs find it (`key`, `keyfile`, the files of `keyring`). No message has any of it.
 */
export function findKey({ conf, options, user, keyring, etc = ETC }: KeyQuestion): KeyFound {
  if (keyring !== undefined) return keyOf(keyring, user);
  const key = options.get('key');
  if (key !== undefined && key.text !== '') return checked(key.text, `${conf.path}:${key.line}: key`);
  const keyfile = options.get('keyfile');
  if (keyfile !== undefined && keyfile.text !== '')
    return ofKeyfile(keyfile.text, `${conf.path}:${keyfile.line}: keyfile: `, user);
  const named = options.get('keyring');
  if (named !== undefined) return ofKeyrings(listed(named.text), user, `${conf.path}:${named.line}: keyring: `);
  const usual = ['$cluster.$name.keyring', '$cluster.keyring', 'keyring'].map((name) => `${etc}/${name}`);
  return ofKeyrings(
    usual.map((path) => options.expand(path)),
    user,
    '',
  );
}

/** The key of `client.USER` in CEPH_KEYRING. */
export function keyOf(keyring: string, user: string): KeyFound {
  return ofKeyrings([keyring], user, 'CEPH_KEYRING: ');
}

/** Whether it is what Ceph calls a secret: `struct ceph_crypto_key` (include/linux/ceph in Linux), in base64. */
export function isKey(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64');
  // Type, time of creation (8 bytes), length, and as many bytes.
  return bytes.length > 12 && bytes.readUInt16LE(0) > 0 && bytes.readUInt16LE(10) === bytes.length - 12;
}

function listed(text: string): string[] {
  return text.split(/[;,\s]+/).filter((path) => path !== '');
}

function ofKeyfile(path: string, from: string, user: string): KeyFound {
  const file = readText(path);
  if ('text' in file) return checked(file.text.trim(), path);
  const closed = file.fault === 'forbidden';
  return { problems: [closed ? forbidden(path, from, user) : missing(user, `${from}${path} ${file.what}`)] };
}

/** The first keyring that has it; what is wrong with the others counts only if none has. */
function ofKeyrings(paths: readonly string[], user: string, from: string): KeyFound {
  const files = paths.map(readText);
  for (const file of files) {
    if (!('text' in file)) continue;
    const { sections, faults } = readIni(file.text);
    const entry = sections.get(`client.${user}`)?.get('key');
    if (entry !== undefined) return { ...checked(entry.text, `${file.path}:${entry.line}: key`), keyring: file.path };
    const [fault] = faults;
    if (fault !== undefined) return { problems: [damaged(file.path, fault.line, fault.message)] };
  }
  const closed = files.find((file) => 'fault' in file && file.fault === 'forbidden');
  if (closed !== undefined) return { problems: [forbidden(closed.path, from, user)] };
  return { problems: [missing(user, `${from}${files.map(described).join(', ') || 'no file is named'}`)] };
}

function described(file: TextFile): string {
  if ('fault' in file) return `${file.path} ${file.what}`;
  const names = [...readIni(file.text).sections].flatMap(([name, options]) => (options.has('key') ? [name] : []));
  return `${file.path} has ${names.length === 0 ? 'no key' : `only ${names.join(', ')}`}`;
}

function checked(key: string, where: string): KeyFound {
  if (isKey(key)) return { key, problems: [] };
  const fix = 'Have it written anew: ceph auth get client.NAME -o FILE.';
  return { problems: [{ kind: 'usage', message: `${where} is no key of Ceph's`, fix }] };
}

function damaged(path: string, line: number, message: string): Problem {
  return {
    kind: 'usage',
    message: `${path}:${line}: ${message}: no keyring of Ceph's`,
    fix: 'Have it written anew: ceph auth get client.NAME -o FILE.',
  };
}

function missing(user: string, looked: string): Problem {
  return {
    kind: 'usage',
    message: `There is no key of client.${user}: ${looked}`,
    fix: `Have it written into a file of yours (ceph auth get client.${user} -o FILE) and name that with CEPH_KEYRING, or another user with CEPH_USER.`,
  };
}

function forbidden(path: string, from: string, user: string): Problem {
  return {
    kind: 'host',
    message: `${from}${path} may not be read by you`,
    fix: `Have a copy made that is yours (sudo install -m 0600 -o "$USER" ${path} ~/client.${user}.keyring), and name that with CEPH_KEYRING.`,
  };
}
