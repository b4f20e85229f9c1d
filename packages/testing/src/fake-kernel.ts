import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RAPIDO_CONFIG, symbolOf } from '@rapido/core';
import { fakeBzImage } from './fake-bzimage.js';
import { fakeModule } from './fake-module.js';
import { sandbox } from './sandbox.js';

export interface FakeKernelOptions {
  /** As `uname -r`; 6.12.0 unless told. */
  readonly release?: string;
  /** Its modules, with what each depends on; that is there as well. */
  readonly modules?: readonly (string | FakeModule)[];
  /** Modules that are built in. */
  readonly builtin?: readonly string[];
  /**
   * Symbols of its `.config`, as `{ CONFIG_BTRFS_FS: 'm', CONFIG_KASAN: 'n' }`. What Rapido itself needs is set already, and
   * what brings the modules, where Rapido knows it.
   */
  readonly config?: Readonly<Record<`CONFIG_${string}`, string | number>>;
}

export interface FakeModule {
  readonly name: string;
  readonly depends?: readonly string[];
  readonly aliases?: readonly string[];
}

/** A kernel that can do nothing but be looked at. */
export interface FakeKernel extends AsyncDisposable {
  /** A build tree, as `--kernel` takes it. */
  readonly dir: string;
  readonly release: string;
  /** Otherwise it goes with the process. */
  remove(): Promise<void>;
}

/**
 * Makes a directory that looks like a built kernel tree: with a bzImage that is none, modules without code, and a
 * `.config`. It is there for what is checked before a boot.
 */
export async function fakeKernel(options: FakeKernelOptions = {}): Promise<FakeKernel> {
  const { release = '6.12.0', builtin = [] } = options;
  const modules = wholeModules(options.modules ?? []);
  const dir = sandbox().directory('kernel');
  const files: Readonly<Record<string, string | Buffer>> = {
    Kbuild: '',
    Makefile: '',
    '.config': configText(options, [...modules.keys()]),
    'include/config/kernel.release': `${release}\n`,
    'arch/x86/boot/bzImage': fakeBzImage(release),
    'modules.order': lines([...modules.keys()].map((name) => `fake/${name}.o`)),
    'modules.builtin': lines(builtin.map((name) => `kernel/fake/${name}.ko`)),
    'modules.builtin.modinfo': '',
    ...Object.fromEntries([...modules.values()].map((one) => [`fake/${one.name}.ko`, fakeModule(one, release)])),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  const remove = () => rm(dir, { recursive: true, force: true });
  return { dir, release, remove, [Symbol.asyncDispose]: remove };
}

/** By name, those that others depend on included. */
function wholeModules(given: readonly (string | FakeModule)[]): ReadonlyMap<string, FakeModule> {
  const described = given.map((one) => (typeof one === 'string' ? { name: one } : one));
  const needed = described.flatMap(({ depends = [] }) => depends.map((name) => ({ name })));
  return new Map([...needed, ...described].map((one) => [one.name, one]));
}

function configText({ config = {}, builtin = [] }: FakeKernelOptions, modules: readonly string[]): string {
  const own = RAPIDO_CONFIG.map((need) => need.split(/>?=/) as [string, string]);
  const bring = (names: readonly string[], value: string) =>
    names.flatMap((name) => {
      const symbol = symbolOf(name.replaceAll('-', '_'));
      return symbol === undefined ? [] : [[symbol, value] as const];
    });
  const values = new Map<string, string | number>([
    ...[['CONFIG_X86_64', 'y'] as const, ['CONFIG_MODULES', 'y'] as const],
    ...own,
    ...bring(modules, 'm'),
    ...bring(builtin, 'y'),
    ...Object.entries(config),
  ]);
  return lines([...values].map(([name, value]) => configLine(name, String(value))));
}

/** As Kconfig writes values: strings in quotes; numbers, `y` and `m` bare. */
function configLine(name: string, value: string): string {
  if (value === 'n') return `# ${name} is not set`;
  return /^([ym]|-?\d+|0x[\da-f]+)$/i.test(value) ? `${name}=${value}` : `${name}="${value}"`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
