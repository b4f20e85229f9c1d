import { Fault } from './fault.js';
import { bodyText, type Expand, type Word, wordText } from './fest-words.js';
import type { SourceBase } from './paths.js';

/** Reads the value of an option (undefined: it is a lone word); `before` is what its earlier value gave. */
export type OptionReader<T> = (value: string | undefined, before: T | undefined) => T;

/** What a line says after its kind, read from left to right. */
export interface FestLine {
  /** `FILE:LINE`. */
  readonly from: string;
  /** What relative sources start from. */
  readonly base: SourceBase;
  /** The next word; a Fault when there is none. */
  next(what: string): string;
  /** Whether any word is left. */
  more(): boolean;
  /** The words up to the first option, at least one. `names` are the options that may follow. */
  rest(what: string, ...names: string[]): string[];
  /** All that is left, which must be options with these readers. Those not given are absent. */
  options<T extends object>(readers: { readonly [K in keyof T]-?: OptionReader<Exclude<T[K], undefined>> }): T;
}

export function festLine(
  words: readonly Word[],
  where: Pick<FestLine, 'from' | 'base'> & { readonly expand: Expand },
): FestLine {
  const left = [...words];
  const take = (what: string) => {
    const word = left.shift();
    if (!word) throw new Fault(`${what} is missing`);
    return wordText(word, where.expand);
  };
  return {
    from: where.from,
    base: where.base,
    next: take,
    more: () => left.length > 0,
    rest(what, ...names) {
      const texts = [take(what)];
      while (left[0] && !(left[0].key !== undefined && names.includes(left[0].key))) texts.push(take(what));
      return texts;
    },
    options<T extends object>(readers: { readonly [K in keyof T]-?: OptionReader<Exclude<T[K], undefined>> }) {
      const options: Partial<T> = {};
      for (const word of left.splice(0)) {
        const name = (word.key ?? (word.quote === '' ? word.body : '')) as keyof T & string;
        if (!Object.hasOwn(readers, name))
          throw new Fault(`${JSON.stringify(wordText(word, where.expand))} is too much`);
        const value = word.key === undefined ? undefined : bodyText(word, where.expand);
        options[name] = readers[name](value, options[name] as Exclude<T[typeof name], undefined> | undefined);
      }
      return options as T;
    },
  };
}

/** `optional`: a word of its own. */
export const flag: OptionReader<true> = (value) => {
  if (value !== undefined) throw new Fault('an option has a value that takes none');
  return true;
};

/** An option `name=value` that may be given once, its value read by `read`. */
export function once<T>(read: (value: string) => T): OptionReader<T> {
  return (value, before) => {
    if (value === undefined) throw new Fault('an option lacks its value');
    if (before !== undefined) throw new Fault('an option is given twice');
    return read(value);
  };
}

/** An option `name=value` that may be given several times. */
export const list: OptionReader<readonly string[]> = (value, before = []) => {
  if (value === undefined) throw new Fault('an option lacks its value');
  return [...before, value];
};

export const yesOrNo = once((value) => {
  if (value !== 'yes' && value !== 'no') throw new Fault(`${JSON.stringify(value)} is neither yes nor no`);
  return value === 'yes';
});

export const octal = once((value) => {
  if (!/^[0-7]{3,4}$/.test(value)) throw new Fault(`${JSON.stringify(value)} is not a file mode, as 0644`);
  return Number.parseInt(value, 8);
});
