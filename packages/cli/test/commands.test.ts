import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Described {
  readonly flags: Record<
    string,
    { char?: string; type: string; multiple?: boolean; options?: string[]; summary?: string }
  >;
  readonly args: Record<string, { required?: boolean }>;
  readonly aliases: readonly string[];
  readonly summary?: string;
  readonly examples?: readonly (string | { description: string; command: string })[];
}

const { commands } = JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8')) as {
  commands: Record<string, Described>;
};

/** A command as one types it: `boot [image] --accel=kvm|tcg -x --exec=...`. */
function surface([id, { flags, args, aliases }]: [string, Described]): string {
  const argList = Object.entries(args).map(([name, { required }]) => (required ? name : `[${name}]`));
  const flagList = Object.entries(flags)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { char, type, multiple, options }]) => {
      const value = type === 'boolean' ? '' : `=${options?.join('|') ?? ''}${multiple ? '...' : ''}`;
      return `${char === undefined ? '' : `-${char} `}--${name}${value}`;
    });
  return [id, ...aliases, ...argList, ...flagList].join('\n    ');
}

describe('the commands', () => {
  it('are these, with these flags and arguments: whoever changes one breaks scripts', () => {
    expect(Object.entries(commands).map(surface).join('\n')).toMatchSnapshot();
  });

  it.each(Object.entries(commands))('%s says what it is for, in one line, and gives an example', (id, described) => {
    expect(described.summary).toMatch(/^[A-Z][^\n]*\.$/);
    expect(described.examples?.length).toBeGreaterThan(0);
    for (const example of described.examples ?? []) {
      expect(typeof example === 'string' ? example : example.command).toMatch(/(<%= config.bin %>|rapido) \w/);
    }
    for (const [name, { summary }] of Object.entries(described.flags))
      expect(summary, `${id} --${name}`).toMatch(/\.$/);
  });
});
