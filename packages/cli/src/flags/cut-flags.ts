import { Flags } from '@oclif/core';
import { settingFlags } from './setting-flags.js';

const repeated = { multiple: true, multipleNonGreedy: true, helpGroup: 'image' } as const;

/** Flags of every command that cuts an image. */
export const cutFlags = {
  ...settingFlags,
  bin: Flags.string({ ...repeated, summary: 'Add a program, with its libraries or interpreter.', helpValue: 'NAME' }),
  kmod: Flags.string({ ...repeated, summary: 'Add and load a kernel module.', helpValue: 'NAME|FILE.ko' }),
  file: Flags.string({ ...repeated, summary: 'Add a file.', helpValue: 'SRC[:DEST]' }),
  tree: Flags.string({ ...repeated, summary: 'Add a whole directory.', helpValue: 'SRC[:DEST]' }),
  manifest: Flags.string({ ...repeated, summary: 'Add what a manifest lists.', helpValue: 'FILE.fest' }),
  out: Flags.string({ char: 'o', summary: 'Write the image here.', helpValue: 'FILE', helpGroup: 'image' }),
  fresh: Flags.boolean({ summary: 'Cut anew, even if nothing has changed since the last time.', helpGroup: 'image' }),
  'dry-run': Flags.boolean({ char: 'n', summary: 'Show what would be done, and do nothing.' }),
};

export interface CutFlags {
  readonly bin?: string[] | undefined;
  readonly kmod?: string[] | undefined;
  readonly file?: string[] | undefined;
  readonly tree?: string[] | undefined;
  readonly manifest?: string[] | undefined;
  readonly out?: string | undefined;
  readonly fresh?: boolean;
  /** Of commands that boot: the image must then be cut for a network. */
  readonly net?: string | undefined;
}
