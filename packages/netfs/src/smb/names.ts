import type { Problem } from '@rapido/kit';

/** What a share and its user are called, and the password; servers and clients check the same. */
export interface SmbNames {
  readonly CIFS_SHARE: string;
  readonly CIFS_USER: string;
  readonly CIFS_PW: string;
}

/** Sections of smb.conf with a meaning of their own, and shares that servers make by themselves. */
const RESERVED = ['global', 'homes', 'printers', 'print$', 'ipc$', 'admin$'];
/** Characters that no name of a share has (pchar of [MS-DTYP] 2.2.57, UNC). */
const NOT_IN_SHARE = '"*+,/:;<=>?[\\]|';
/** Characters that no name of an account has ([MS-SAMR] 3.1.1.6, sAMAccountName). */
const NOT_IN_USER = '"*+,/:;<=>?[\\]|';
const LONGEST_SHARE = 80;
/** In bytes of UTF-8: the kernel's client hashes no more (E_md4hash of fs/smb/client). */
const LONGEST_PASSWORD = 128;
const LONGEST_USER = 255;

/** Why no client and no server can use these names and this password, which is not shown; [] where they can. */
export function smbNameProblems({ CIFS_SHARE, CIFS_USER, CIFS_PW }: SmbNames): readonly Problem[] {
  return [
    ...nameProblems('CIFS_SHARE', CIFS_SHARE, {
      refused: NOT_IN_SHARE,
      longest: LONGEST_SHARE,
      what: 'name of a share',
    }),
    ...nameProblems('CIFS_USER', CIFS_USER, { refused: NOT_IN_USER, longest: LONGEST_USER, what: 'name of a user' }),
    ...passwordProblems(CIFS_PW),
  ];
}

/** As `smbNameProblems`, for those who make the share. */
export function smbServerNameProblems(names: SmbNames): readonly Problem[] {
  const problems = [...smbNameProblems(names), ...accountProblems(names.CIFS_USER)];
  if (!RESERVED.includes(names.CIFS_SHARE.toLowerCase())) return problems;
  const message = `CIFS_SHARE: a server keeps the name "${names.CIFS_SHARE}" for itself`;
  return [...problems, { kind: 'usage', message, fix: 'Choose another name, as "test".' }];
}

/** In passwd(5) a comment begins with the one, and smbpasswd(8) finds no account whose name begins with the other. */
function accountProblems(user: string): readonly Problem[] {
  if (!/^[#-]/.test(user)) return [];
  const message = `CIFS_USER: no account of the server's begins with ${user[0]}, as "${user}" does`;
  return [{ kind: 'usage', message, fix: 'Choose another name, as "me".' }];
}

/** For suites that pass the share on as a word among others and have no way to quote it, as xfstests. */
export function smbShareWordProblems({ CIFS_SHARE }: Pick<SmbNames, 'CIFS_SHARE'>): readonly Problem[] {
  const odd = firstOf(CIFS_SHARE, (char) => /[\s"'`$\\#*?[\]()&;<>|^]/.test(char));
  if (odd === undefined) return [];
  const message = `CIFS_SHARE: "${CIFS_SHARE}" has ${odd === ' ' ? 'a blank' : nameOf(odd)} in it, which the suite takes no share with`;
  return [{ kind: 'usage', message, fix: 'Share it by a name of letters, digits and the likes of -, _ and . only.' }];
}

/** What keeps `text` from being a name, as SMB has them. `what` it is, in words. */
export function nameProblems(
  setting: string,
  text: string,
  { refused, longest, what }: { readonly refused: string; readonly longest: number; readonly what: string },
): readonly Problem[] {
  const found = firstOf(text, (char) => refused.includes(char) || isControl(char));
  if (found !== undefined) {
    const fix = `It must have none of ${[...refused].join(' ')} and no control characters.`;
    return [{ kind: 'usage', message: `${setting}: no ${what} has ${nameOf(found)} in it`, fix }];
  }
  if (text.trim() !== text) return [{ kind: 'usage', message: `${setting}: no ${what} begins or ends with a blank` }];
  if (/^\.{1,2}$/.test(text)) return [{ kind: 'usage', message: `${setting}: "${text}" is no ${what}` }];
  const { length } = text;
  if (length <= longest) return [];
  return [{ kind: 'usage', message: `${setting}: a ${what} has at most ${longest} characters, this one ${length}` }];
}

function passwordProblems(password: string): readonly Problem[] {
  const found = firstOf(password, isControl);
  if (found !== undefined) {
    const message = `CIFS_PW: a password has no ${nameOf(found)} in it`;
    return [{ kind: 'usage', message, fix: 'It may have any printable character, blanks too.' }];
  }
  if (Buffer.byteLength(password) <= LONGEST_PASSWORD) return [];
  const message = `CIFS_PW: the password has more than ${LONGEST_PASSWORD} bytes, of which the kernel's client takes no more`;
  return [{ kind: 'usage', message }];
}

function firstOf(text: string, test: (char: string) => boolean): string | undefined {
  return [...text].find(test);
}

/** Also halves of characters, and what stands for bytes that are no UTF-8. */
function isControl(char: string): boolean {
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/u.test(char);
}

const NAMES: Readonly<Record<string, string>> = { '\t': 'tab', '\n': 'line feed', '\r': 'carriage return' };

function nameOf(char: string): string {
  if (!isControl(char)) return char;
  const code = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return NAMES[char] === undefined ? code : `${NAMES[char]} (${code})`;
}
