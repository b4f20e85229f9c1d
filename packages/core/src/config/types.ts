import type { Setting, SettingValue } from '@rapido/kit';

/** Where a value came from, strongest first. */
export type OriginKind = 'flag' | 'set' | 'environment' | 'project' | 'user' | 'default';

export interface Origin {
  readonly kind: OriginKind;
  /** For people: `--set`, `RAPIDO_BR_DEV`, `/home/me/rapido.conf:12`, `default`. */
  readonly text: string;
}

/** One setting as `rapido config` shows it. */
export interface ConfigEntry {
  readonly name: string;
  readonly setting: Setting;
  /** Expanded text; absent when unset. Never masked: whoever prints it masks `setting.secret`. */
  readonly text?: string;
  /** Checked value; absent when unset. */
  readonly value?: SettingValue;
  readonly origin?: Origin;
  /** Why it is unset or unusual, as "${KERNEL_SRC} has no value". */
  readonly note?: string;
}

/** All settings, merged, expanded and checked. Plain data. */
export interface Config {
  readonly entries: Readonly<Record<string, ConfigEntry>>;
  /** The project's and the user's configuration file, where there is one. */
  readonly projectFile?: string;
  readonly userFile?: string;
  /** Names that nobody knows and values that are ignored, each with its place and what to do. */
  readonly warnings: readonly string[];
  /** What still works, and what to go on to. */
  readonly deprecations: readonly string[];
}
