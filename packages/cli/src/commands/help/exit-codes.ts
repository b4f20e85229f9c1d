import { ERROR_CODES, OUTCOMES, type Outcome } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { alignColumns } from '../../text/columns.js';

export default class HelpExitCodes extends RapidoCommand {
  static override readonly summary = 'Explain the exit codes, which are the same for every command.';
  static override readonly description =
    'Made for `git bisect run`: 125 skips a kernel that cannot be tested, 128 and above stop the bisection, everything else but 0 is bad.';
  static override readonly examples = [
    {
      description: 'Find the commit that broke a test',
      command: "git bisect run sh -c 'make -j8 && <%= config.bin %> run simple-example -x ./test.sh'",
    },
  ];

  async run(): Promise<readonly ExitCode[]> {
    await this.parse(HelpExitCodes);
    const codes = exitCodes();
    if (!this.jsonEnabled()) for (const line of formatExitCodes(codes)) this.log(line);
    return codes;
  }
}

export interface ExitCode {
  /** `fail` is the failing step's own status. */
  readonly exitCode: number;
  readonly outcome: Outcome;
  readonly meaning: string;
  /** Codes of the errors that end so. */
  readonly errors: readonly string[];
}

/** The table of exit codes, in numerical order. */
export function exitCodes(): ExitCode[] {
  return (Object.keys(OUTCOMES) as Outcome[])
    .map((outcome) => ({
      outcome,
      ...OUTCOMES[outcome],
      errors: Object.entries(ERROR_CODES).flatMap(([code, of]) => (of === outcome ? [`ERR_RAPIDO_${code}`] : [])),
    }))
    .sort((a, b) => a.exitCode - b.exitCode);
}

function formatExitCodes(codes: readonly ExitCode[]): string[] {
  const rows = codes.map(({ exitCode, outcome, meaning }) => [
    outcome === 'fail' ? '1-95, 126, 127' : String(exitCode),
    outcome,
    meaning,
  ]);
  const errors = codes.flatMap(({ exitCode, errors }) =>
    errors.length === 0 ? [] : [[String(exitCode), errors.join('\n     ')]],
  );
  return [
    ...alignColumns([['CODE', 'OUTCOME', 'MEANING'], ...rows]),
    '',
    'When a run ends in several ways at once, or has several VMs, this order decides:',
    `  ${(Object.keys(OUTCOMES) as Outcome[]).join(' > ')}`,
    '',
    'Errors that end a command with each:',
    ...errors.map((row) => `${row[0]}  ${row[1]}`),
  ];
}
