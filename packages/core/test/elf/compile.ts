import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Compiled {
  /** Functions that it has. */
  readonly has?: readonly string[];
  /** Functions of others that it calls. */
  readonly calls?: readonly string[];
  /** A program with `main`; else a shared library. */
  readonly program?: boolean;
  /** More arguments of gcc, as the libraries that it is linked with. */
  readonly args?: readonly string[];
}

/** Makes a program or a shared library at `path` below `dir`, and returns its whole path. */
export function compile(dir: string, path: string, { has = [], calls = [], program, args = [] }: Compiled): string {
  const out = join(dir, path);
  mkdirSync(dirname(out), { recursive: true });
  const body = calls.map((name) => `${name}();`).join(' ');
  const source = [
    ...calls.map((name) => `int ${name}(void);`),
    ...has.map((name) => `int ${name}(void) { ${body} return 0; }`),
    ...(program ? [`int main(void) { ${body} return 0; }`] : []),
  ].join('\n');
  writeFileSync(`${out}.c`, `${source}\n`);
  execFileSync('gcc', [...(program ? [] : ['-shared', '-fPIC']), `${out}.c`, '-o', out, '-Wl,--no-as-needed', ...args]);
  return out;
}
