import type { ElfFile } from './read-elf.js';

/** What the loader of an architecture knows by itself (ld.so(8)). */
export interface Architecture {
  /** What it puts for `$PLATFORM`. */
  readonly platform: string;
  /**
   * Directories that it searches, below `/` and `/usr`, and what it puts for `$LIB`: each distribution has one of
   * these, so all are tried.
   */
  readonly libraryDirs: readonly string[];
  /** Directories in `glibc-hwcaps`, from the least to the most that they ask of a CPU. */
  readonly variants: readonly string[];
  /** How the loader's cache marks its libraries: FLAG_ELF_LIBC6 and the flag of the architecture in glibc's ldconfig.h. */
  readonly cacheFlags: number;
}

const [EM_386, EM_X86_64, EM_AARCH64] = [3, 62, 183];

/** Of the kernels that are run, and of the programs beside them. */
export const X86_64: Architecture = {
  platform: 'x86_64',
  libraryDirs: ['lib/x86_64-linux-gnu', 'lib64', 'lib'],
  variants: ['x86-64-v2', 'x86-64-v3', 'x86-64-v4'],
  cacheFlags: 0x0303,
};

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  [`${EM_X86_64} 64`]: X86_64,
  [`${EM_386} 32`]: {
    platform: 'i686',
    libraryDirs: ['lib/i386-linux-gnu', 'lib32', 'lib'],
    variants: [],
    cacheFlags: 0x0003,
  },
  [`${EM_X86_64} 32`]: {
    platform: 'x86_64',
    libraryDirs: ['lib/x86_64-linux-gnux32', 'libx32'],
    variants: [],
    cacheFlags: 0x0803,
  },
  [`${EM_AARCH64} 64`]: {
    platform: 'aarch64',
    libraryDirs: ['lib/aarch64-linux-gnu', 'lib64', 'lib'],
    variants: [],
    cacheFlags: 0x0a03,
  },
};

type Kind = Pick<ElfFile, 'machine' | 'elfClass'>;

/** The architecture that an ELF file is for; undefined for one that is not known here. */
export function architectureOf({ machine, elfClass }: Kind): Architecture | undefined {
  return ARCHITECTURES[`${machine} ${elfClass}`];
}

const DEFAULT_DIRS = new Map(
  Object.values(ARCHITECTURES).map((architecture) => [
    architecture,
    architecture.libraryDirs.flatMap((dir) => [`/${dir}`, `/usr/${dir}`]),
  ]),
);

/** The directories that its loader searches at last; all loaders' where no architecture is given. */
export function defaultDirs(architecture?: Architecture): readonly string[] {
  return architecture ? (DEFAULT_DIRS.get(architecture) ?? []) : [...DEFAULT_DIRS.values()].flat();
}

/** Whether the loader takes `library` for a process of `program`. */
export function isSameArchitecture(library: Kind, program: Kind): boolean {
  return library.machine === program.machine && library.elfClass === program.elfClass;
}
