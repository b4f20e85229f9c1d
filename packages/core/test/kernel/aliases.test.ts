import { expect, test } from 'vitest';
import { aliasLookup } from '../../src/kernel/aliases.js';

const lookup = aliasLookup(`# Aliases extracted from modules themselves.
alias crypto-crc32c crc32c_generic
alias crypto-crc32c crc32c-intel
alias fs-xfs xfs
alias pci:v00008086d*sv*sd*bc02sc00i* e1000
alias usb:v0[4-5]?[!a-c]d* storage
alias dmi*:svnA-B: dashed
alias odd\\*name[]-]x odd
alias a.b+c literal
alias *-any-* star
`);

test('names with - and _ are the same, and all modules of an alias are found', () => {
  expect(lookup('crypto-crc32c')).toEqual(['crc32c_generic', 'crc32c_intel']);
  expect(lookup('crypto_crc32c')).toEqual(['crc32c_generic', 'crc32c_intel']);
  expect(lookup('fs-xfs')).toEqual(['xfs']);
  expect(lookup('crypto-crc32')).toEqual([]);
});

test('patterns are those of fnmatch', () => {
  expect(lookup('pci:v00008086d00001234sv0sd0bc02sc00i00')).toEqual(['e1000']);
  expect(lookup('pci:v00008086d00001234sv0sd0bc03sc00i00')).toEqual([]);
  expect(lookup('usb:v04zzd')).toEqual(['storage']);
  expect(lookup('usb:v04zad')).toEqual([]);
  expect(lookup('usb:v06zzd')).toEqual([]);
  expect(lookup('dmi:x:svnA-B:')).toEqual(['dashed']);
  expect(lookup('odd*name]x')).toEqual(['odd']);
  expect(lookup('oddname]x')).toEqual([]);
  expect(lookup('aXb+c')).toEqual([]);
});

test('patterns that begin with a special character are looked at for every name', () => {
  expect(lookup('some-any-thing')).toEqual(['star']);
  expect(lookup('-any-')).toEqual(['star']);
});
