import { Flags } from '@oclif/core';

/** Flags of every command that reads settings. */
export const settingFlags = {
  config: Flags.string({
    char: 'c',
    summary: 'Read this configuration file instead of looking for one.',
    helpValue: 'FILE',
    helpGroup: 'settings',
  }),
  set: Flags.string({
    summary: 'Set one setting, over what every file says; for one VM as NAME:KEY=VALUE. May be repeated.',
    helpValue: 'KEY=VALUE',
    helpGroup: 'settings',
    multiple: true,
    multipleNonGreedy: true,
  }),
  kernel: Flags.string({
    char: 'k',
    summary: 'Use this kernel: a source or build directory, one with an unpacked package, or an installed release.',
    helpValue: 'DIR|RELEASE',
    helpGroup: 'settings',
  }),
};

export interface SettingFlags {
  readonly config?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly kernel?: string | undefined;
  /** Of commands that boot. */
  readonly net?: string | undefined;
}
