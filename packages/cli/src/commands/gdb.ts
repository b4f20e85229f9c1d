import { attachDebugger } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { vmArgument } from '../flags/vm-argument.js';
import { surroundings } from '../process/surroundings.js';

export default class Gdb extends RapidoCommand {
  static override readonly summary = 'Attach gdb to a VM that was started with --gdb.';
  static override readonly description =
    "gdb gets the symbols of the kernel's tree, its scripts for gdb and the directory of its modules, where these are. What stands after `--` goes to gdb.";
  static override readonly usage = 'gdb [VM] [-- ARGUMENTS]';
  static override readonly args = vmArgument;
  static override readonly examples = [
    { description: 'Stop at the first mount', command: "<%= config.bin %> gdb -- -ex 'hbreak do_mount' -ex continue" },
    {
      description: 'In another terminal, before',
      command: "<%= config.bin %> run simple-example --kernel ~/linux --gdb wait -x 'mount'",
    },
  ];

  async run(): Promise<{ readonly exitCode: number }> {
    const { args } = await this.parse(Gdb);
    const exitCode = await attachDebugger(surroundings(), args.vm, this.rest);
    process.exitCode = exitCode;
    return { exitCode };
  }
}
