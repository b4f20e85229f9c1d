import type { Environment } from '../host.js';
import { SourceLog } from '../source-log.js';

/** What working on modules needs beside the kernel. */
export interface ModuleWork {
  readonly environment: Environment;
  /** For temporary files, which are removed again; made if it is not there. */
  readonly workDir: string;
  readonly signal?: AbortSignal;
  /** Told of every look at the host's files. */
  readonly log?: SourceLog;
}

/** Where looks are noted; where nobody wants to know of them, they are forgotten. */
export function sourceLog({ log }: ModuleWork): SourceLog {
  return log ?? new SourceLog();
}
