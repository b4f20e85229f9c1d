import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Context,
  type CutDefinition,
  defineCut,
  type Fragment,
  type Manifest,
  type SettingValue,
} from '../src/index.js';

describe('defineCut', () => {
  it('returns the definition itself', () => {
    const cut = { name: 'x', summary: 'X', manifest() {} };
    expect(defineCut(cut)).toBe(cut);
  });

  it('gives settings the types that their descriptors say', () => {
    defineCut({
      name: 'typed',
      summary: 'Typed',
      settings: {
        PLAIN: { type: 'string', summary: '' },
        NEEDED: { type: 'path', summary: '', required: true },
        SIZE: { type: 'size', summary: '', default: '1G' },
        COUNT: { type: 'int', summary: '' },
        ON: { type: 'bool', summary: '', default: 'no' },
        WORDS: { type: 'words', summary: '', default: '' },
        KIND: { type: 'enum', summary: '', options: ['a', 'b'], default: 'a' },
      },
      manifest(m, { settings, signal, kernel }) {
        expectTypeOf(m).toEqualTypeOf<Manifest>();
        expectTypeOf(settings.PLAIN).toEqualTypeOf<string | undefined>();
        expectTypeOf(settings.NEEDED).toEqualTypeOf<string>();
        expectTypeOf(settings.SIZE).toEqualTypeOf<number>();
        expectTypeOf(settings.COUNT).toEqualTypeOf<number | undefined>();
        expectTypeOf(settings.ON).toEqualTypeOf<boolean>();
        expectTypeOf(settings.WORDS).toEqualTypeOf<readonly string[]>();
        expectTypeOf(settings.KIND).toEqualTypeOf<string>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(kernel.has).returns.toEqualTypeOf<boolean>();
        // @ts-expect-error a setting that the cut does not declare
        expect(settings.OTHER).toBeUndefined();
      },
    });
  });

  it('leaves the values of unknown settings open', () => {
    expectTypeOf<Context['settings'][string]>().toEqualTypeOf<SettingValue | undefined>();
  });

  it('refuses what is no definition', () => {
    // @ts-expect-error no manifest
    defineCut({ name: 'x', summary: 'X' });
    // @ts-expect-error no such type of setting
    defineCut({ name: 'x', summary: 'X', settings: { A: { type: 'number', summary: '' } }, manifest() {} });
    // @ts-expect-error no such member
    defineCut({ name: 'x', summary: 'X', manifest() {}, autorun: 'x.sh' });
    expectTypeOf(defineCut({ name: 'x', summary: 'X', manifest() {} })).toExtend<CutDefinition>();
  });

  it('lets a cut use a fragment with settings of its own', () => {
    const fragment = {
      root: '/',
      settings: { A: { type: 'int', summary: '' } },
      manifest(m, { settings }) {
        expectTypeOf(settings.A).toEqualTypeOf<number | undefined>();
        m.dir('/a');
      },
    } satisfies Fragment<{ A: { type: 'int'; summary: '' } }>;
    const cut = defineCut({ name: 'x', summary: 'X', settings: fragment.settings, manifest: (m) => m.use(fragment) });
    expect(cut.settings).toBe(fragment.settings);
  });
});
