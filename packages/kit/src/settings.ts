/**
 * One setting: a key of `rapido.conf`, as core's own keys and those of cuts are described.
 * JSON only: help, completion, `rapido config` and the documentation are made from it.
 */
export interface Setting {
  /**
   * How the text is read: `path` is made absolute against the file it stands in, `size` is bytes with an optional
   * K, M, G or T (powers of 1024), `bool` is 1/0, yes/no, true/false or on/off, `words` is a list quoted as in a shell.
   */
  readonly type: 'string' | 'path' | 'int' | 'size' | 'bool' | 'enum' | 'words';
  /** What it is, in a line for help and `rapido config`; of one without a default also what holds while it is unset. */
  readonly summary: string;
  /** As one would write it in `rapido.conf`. */
  readonly default?: string;
  /** The values that an `enum` takes; needed there, and nowhere else. */
  readonly options?: readonly string[];
  /** The cut does not start without a value: exit code 129, naming the key. */
  readonly required?: true;
  /** Masked wherever it could be shown; reaches the guest in the run payload only. */
  readonly secret?: true;
}

/** The settings of a cut or fragment by their names, which are like `CIFS_USER`: capitals, digits and `_`. */
export type Settings = Readonly<Record<string, Setting>>;

/** What a checked setting can be: text, a number, a truth value, or a list of words. */
export type SettingValue = string | number | boolean | readonly string[];

type Raw<T extends Setting['type']> = T extends 'int' | 'size'
  ? number
  : T extends 'bool'
    ? boolean
    : T extends 'words'
      ? readonly string[]
      : string;

/**
 * The checked values of the settings `S`, by name: a number for an `int`, and in bytes for a `size`; true or false for a
 * `bool`; a list for `words`; text for the others, of a `path` the absolute one. What is neither required nor has a
 * default may be `undefined`.
 */
export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends { readonly required: true } | { readonly default: string }
    ? Raw<S[K]['type']>
    : Raw<S[K]['type']> | undefined;
};
