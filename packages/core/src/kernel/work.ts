import type { Environment } from '../host.js';

/** What working on modules needs beside the kernel. */
export interface ModuleWork {
  readonly environment: Environment;
  /** For temporary files, which are removed again; made if it is not there. */
  readonly workDir: string;
  readonly signal?: AbortSignal;
}
