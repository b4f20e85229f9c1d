import type { Context, CutData, CutDefinition } from '@rapido/kit';
import { type Config, textOf, valuesOf } from '../config/index.js';
import type { Environment } from '../host.js';
import type { Kernel } from '../kernel/index.js';
import type { Manifested } from '../manifest/index.js';

/** What is to be cut, from what, and where to. */
export interface CutRun {
  /** All of the cut that is data: known without loading any code. */
  readonly cut: CutData;
  /** Its functions: loads the code that has them. */
  load(): Promise<CutDefinition>;
  readonly plugin: CutPlugin;
  readonly environment: Environment;
  readonly config: Config;
  readonly kernel: Kernel;
  /** What the command line adds. */
  readonly additions: Manifested;
  /** Where the image goes, instead of its usual place. */
  readonly out?: string;
  /** Make it anew, even if nothing has changed. */
  readonly fresh?: boolean;
}

/** The package that has a cut; `name` is `-` for a lone file. */
export interface CutPlugin {
  readonly name: string;
  readonly version: string;
  /** What the relative paths of its cuts start from. */
  readonly root: string;
  /** Its code may change without its version: a lone file, or a plugin that is linked. */
  readonly inDevelopment: boolean;
}

export type ImageDriver = 'native' | 'dracut';

/** IMAGE_DRIVER; where it is unset, a configuration that has something to say to dracut is heard by it. */
export function imageDriver(config: Config): ImageDriver {
  const chosen = textOf(config, 'IMAGE_DRIVER');
  if (chosen !== undefined) return chosen as ImageDriver;
  return ['DRACUT_SRC', 'DRACUT_EXTRA_ARGS'].some((name) => textOf(config, name)) ? 'dracut' : 'native';
}

/** What a cut's functions are told; `onRead` hears of each setting that they read. */
export function cutContext(
  { config, kernel, cut }: Pick<CutRun, 'config' | 'kernel' | 'cut'>,
  signal: AbortSignal,
  onRead: (setting: string) => void = () => {},
): Context {
  const has = (symbol: string) => kernel.config === undefined || ['y', 'm'].includes(kernel.config.get(symbol) ?? '');
  return {
    settings: heard(valuesOf(config, cut.settings ?? {}), onRead),
    signal,
    kernel: {
      release: kernel.release,
      arch: kernel.arch,
      has,
      ...(kernel.config?.file === undefined ? {} : { configFile: kernel.config.file }),
    },
  };
}

/** The same values, of which each tells when it is read. */
function heard<V extends object>(values: V, onRead: (name: string) => void): V {
  const properties = Object.entries(values).map(([name, value]) => {
    const get = () => {
      onRead(name);
      return value;
    };
    return [name, { get, enumerable: true }] as const;
  });
  return Object.defineProperties({} as V, Object.fromEntries(properties));
}
