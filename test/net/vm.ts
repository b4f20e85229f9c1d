// VMs that run until a test has seen enough of their network.
import { expect } from 'vitest';
import { cliCommand, type Result, type Running, type RunOptions, start } from '../helpers/index.js';
import { type Booted, booted } from '../run/vm.js';

export interface NetworkVm {
  readonly number: number;
  readonly hostname: string;
  readonly running: Running;
  /** Runs a command in it, beside its step. */
  sh(command: string): Promise<Result>;
  /** Lets its step end. */
  end(): Promise<Booted>;
}

export interface Where extends RunOptions {
  /** What to put in front of the command, as to enter a network namespace. */
  readonly through?: readonly string[];
}

/** Boots an image, and resolves when its steps run: its network is up then. */
export async function startVm(image: string, args: readonly string[], where: Where = {}): Promise<NetworkVm> {
  const wait = 'until [[ -e /rapido/run/seen ]]; do sleep 0.1; done';
  const running = cli(['boot', image, ...args, '-x', 'echo up as $RAPIDO_VM $RAPIDO_HOSTNAME', '-x', wait], where);
  const [, number, hostname = ''] = /up as (\d+) (.*)\n/.exec(await running.stdout.waitFor(/up as (\d+) (.*)\n/)) ?? [];
  const sh = (command: string) => cli(['sh', String(number), '--', command], where).result;
  return {
    ...{ number: Number(number), hostname, running, sh },
    async end() {
      const { status, stderr } = await sh(': >/rapido/run/seen');
      expect([0, HUNG_UP], stderr).toContain(status);
      return booted(running);
    },
  };
}

/** The VM may end before the shell does. */
const HUNG_UP = 95;

/** Starts the CLI there. */
export function cli(args: readonly string[], { through = [], ...options }: Where): Running {
  return start([...through, ...cliCommand(args, options.user)], options);
}
