import { RapidoError } from '../errors.js';

/** What `--set KEY=VALUE` or `--set vm:KEY=VALUE` says. */
export interface SetOption {
  /** The VM that it is for; all of them when absent. */
  readonly vm?: string;
  readonly name: string;
  readonly value: string;
}

/** Parses the value of a `--set`. Throws USAGE. */
export function parseSet(text: string): SetOption {
  const [, vm, name, value] = /^(?:([^:=]+):)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new RapidoError('USAGE', `--set ${/^\w*/.exec(text)?.[0]}…: this is not KEY=VALUE.`, {
      hint: 'Write --set KEY=VALUE, or --set VM:KEY=VALUE for one VM.',
    });
  }
  return { ...(vm === undefined ? {} : { vm }), name, value };
}

/** Of several `--set` those that hold for one VM, as `KEY=VALUE`; its own come last, so that they win. */
export function setsForVm(sets: readonly string[], vm: string): string[] {
  const parsed = sets.map(parseSet);
  const own = parsed.filter((set) => set.vm === vm);
  return [...parsed.filter((set) => set.vm === undefined), ...own].map(({ name, value }) => `${name}=${value}`);
}
