import { type Check, doctor, OUTCOMES } from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { settingFlags } from '../flags/setting-flags.js';
import { looksOf } from '../process/terminal.js';
import { alignColumns } from '../text/columns.js';
import { type Style, styleFor } from '../text/style.js';
import { openSession } from '../verbs/session.js';

export default class Doctor extends RapidoCommand {
  static override readonly summary = 'Check that this machine has what cutting and booting need.';
  static override readonly description = 'Whatever is missing comes with the command that mends it.';
  static override readonly flags = settingFlags;
  static override readonly examples = ['<%= config.bin %> doctor'];

  async run(): Promise<readonly Check[]> {
    const { flags } = await this.parse(Doctor);
    this.refuseRest('doctor');
    const { environment, config } = await openSession(this.config, flags);
    const checks = await doctor(environment, config);
    for (const line of formatChecks(checks, styleFor(looksOf(process.stdout)))) this.log(line);
    if (checks.some(({ status }) => status === 'fail')) process.exitCode = OUTCOMES.host.exitCode;
    return checks;
  }
}

const MARKS = { ok: 'ok', warn: 'note', fail: 'FAIL' } as const;

export function formatChecks(checks: readonly Check[], style: Style): string[] {
  const paint = { ok: style.green, warn: style.yellow, fail: style.red };
  const rows = alignColumns(checks.map(({ name, found }) => [name, found]));
  const lines = checks.flatMap(({ status, fix }, i) => [
    `${paint[status](MARKS[status].padEnd(4))}  ${rows[i] ?? ''}`,
    ...(fix === undefined || status === 'ok' ? [] : fix.split('\n').map((line) => `        ${line}`)),
  ]);
  const failed = checks.filter(({ status }) => status === 'fail').length;
  return [...lines, '', failed === 0 ? 'Ready to cut and boot.' : `${failed} of ${checks.length} need mending.`];
}
