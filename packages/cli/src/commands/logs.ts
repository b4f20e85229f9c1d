import { Args, Flags } from '@oclif/core';
import {
  consoleLog,
  findRun,
  kernelLog,
  LEVELS,
  type LogEntry,
  type LogLine,
  RapidoError,
  type StoredRun,
} from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { printLines } from '../process/print-lines.js';
import { surroundings } from '../process/surroundings.js';
import { looksOf } from '../process/terminal.js';
import { formatLogLine } from '../render/log-line.js';

export default class Logs extends RapidoCommand {
  static override readonly summary = 'Print the kernel log of a run, or its console.';
  static override readonly description =
    'The kernel log has facility, level and time (seconds since the kernel started) of each line, from the first record on, whatever the console showed. The console has what the steps printed too, with the seconds since the VM was started.';
  static override readonly args = {
    run: Args.string({ description: 'Name of a run, a part of it, or its directory; the last one unless given.' }),
  };
  static override readonly flags = {
    console: Flags.boolean({ summary: 'Print the console instead.' }),
    level: Flags.string({
      options: LEVELS,
      helpValue: 'LEVEL',
      summary: `Only this level and worse ones: ${LEVELS.join(', ')}.`,
    }),
    vm: Flags.string({
      helpValue: 'NAME',
      summary: 'Of this VM of the run; of several, that which decided unless given.',
    }),
    step: Flags.integer({ min: 0, helpValue: 'N', summary: 'Only what came while step N ran; 0 is the autorun.' }),
    format: Flags.string({
      ...{ char: 'f', options: ['text', 'json'], default: 'text' },
      summary: 'As lines for people, or as one JSON object a line.',
    }),
  };
  static override readonly examples = [
    { description: 'What the kernel said in the last run', command: '<%= config.bin %> logs' },
    { description: 'Warnings and errors during step 2', command: '<%= config.bin %> logs --step 2 --level warn' },
    { description: "What a server's console showed", command: '<%= config.bin %> logs --vm srv --console' },
    {
      description: 'Texts of all errors, for a program',
      command: '<%= config.bin %> logs --level err -f json | jq -r .text',
    },
  ];

  async run(): Promise<readonly Parts[] | undefined> {
    const { args, flags } = await this.parse(Logs);
    this.refuseRest('logs');
    const { level, step, vm } = flags;
    if (flags.console && level !== undefined) {
      throw new RapidoError('USAGE', 'A console does not tell the levels of its lines: --level is for the kernel log.');
    }
    const run = await findRun(surroundings(), args.run);
    const filter = {
      ...(level === undefined ? {} : { level }),
      ...(step === undefined ? {} : { step }),
      ...(vm === undefined ? {} : { vm }),
    };
    if (vm === undefined) this.#sayWhose(run);
    const entries = flags.console ? consoleLog(run, filter) : kernelLog(run, filter);
    if (this.jsonEnabled()) return all(mapped(entries, partsOf));
    const format = flags.format === 'json' ? toJson : formatLogLine(looksOf(process.stdout), process.stdout.isTTY);
    const count = await printLines(mapped(entries, format));
    if (count === 0) this.logToStderr(`Nothing in ${run.path} is such a line.`);
    return undefined;
  }

  /** Where a run has several, whoever reads would not know. */
  #sayWhose({ verdict }: StoredRun): void {
    if (verdict === undefined) return;
    const others = Object.keys(verdict.vms).filter((name) => name !== verdict.vm);
    if (others.length > 0) this.logToStderr(`Of ${verdict.vm}, which decided; --vm NAME for ${others.join(', ')}.`);
  }
}

async function* mapped<T>(entries: AsyncIterable<LogEntry>, map: (entry: LogEntry) => T): AsyncGenerator<T> {
  for await (const entry of entries) yield map(entry);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

type Parts = LogLine | Pick<LogLine, 'text'>;

function toJson(entry: LogEntry): string {
  return JSON.stringify(partsOf(entry));
}

/** A line that nobody has put a time on is all text. */
function partsOf({ raw, line }: LogEntry): Parts {
  return line ?? { text: raw };
}
