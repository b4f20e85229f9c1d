// How the daemons of a test's Ceph cluster run: in the foreground, as children that end with this process, however it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** Programs are started behind `enter`, as to enter a network namespace. */
export interface Runner {
  readonly enter: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

const WITH_US = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** Runs a program to its end, which it must find well; resolves with what it prints. It is killed after a minute. */
export async function run({ enter, environment }: Runner, command: readonly string[], input?: string): Promise<string> {
  const [program, ...args] = [...enter, ...WITH_US, ...command] as [string, ...string[]];
  const child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
  child.stdin.on('error', () => {}).end(input);
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const pieces: string[] = [];
    stream.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
    return pieces;
  }) as [string[], string[]];
  const [status, signal] = await once(child, 'close');
  if (status !== 0) throw new Error(`${signal ?? `status ${status}`} of ${command.join(' ')}:\n${err.join('')}`);
  return out.join('');
}

export class Daemons {
  readonly #runner: Runner;
  readonly #log: string;
  readonly #children = new Map<string, ChildProcess>();

  /** What they print goes to the file `log`. */
  constructor(runner: Runner, log: string) {
    this.#runner = runner;
    this.#log = log;
  }

  /** Starts one; `name` is as `osd.0`. */
  start(name: string, args: readonly string[]): void {
    const [kind = '', id = ''] = name.split('.');
    const { enter, environment } = this.#runner;
    const command = [...enter, ...WITH_US, `ceph-${kind}`, '--foreground', '--id', id, ...args] as [
      string,
      ...string[],
    ];
    const log = openSync(this.#log, 'a');
    const child = spawn(command[0], command.slice(1), { env: environment, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#children.set(name, child);
  }

  /** Whether it runs; one that is stopped does. */
  runs(name: string): boolean {
    const child = this.#children.get(name);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.#children.get(name)?.kill(signal);
  }

  /** Kills one; resolves when it is gone. */
  async kill(name: string): Promise<void> {
    const child = this.#children.get(name);
    if (child === undefined || !this.runs(name)) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#children.keys()].map((name) => this.kill(name)));
  }
}
