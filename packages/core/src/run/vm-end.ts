import { RapidoError } from '../errors.js';
import { describePackages, packageOf } from '../process/index.js';
import type { QemuEnd } from '../qemu/index.js';
import type { GuestReport } from './guest-report.js';
import type { Stop } from './judge.js';
import { judge } from './judge.js';
import { taintLetters } from './taint.js';
import type { FoundSplat, VmResult } from './types.js';

/** What came of a VM, and what else is known of its end. */
export interface VmEnd extends Omit<VmResult, 'cut' | 'kernel' | 'service' | 'began' | 'ready'> {
  readonly exitCode: number;
  /** When it was started, and when its autorun had ended well; of `performance`. */
  readonly started: number;
  readonly readyAt?: number;
  /** The end of what the console printed. */
  readonly console: string;
  /** The guest took up its work. */
  readonly greeted: boolean;
  readonly qemu: QemuEnd;
}

/** All that was gathered of a VM until its end. */
export interface Gathered
  extends Pick<VmEnd, 'console' | 'steps' | 'splats' | 'lostRecords' | 'files' | 'qemu' | 'seconds' | 'started'> {
  readonly interactive: boolean;
  readonly report: GuestReport;
  readonly stopped: Stop | undefined;
  readonly retired: string | undefined;
  readonly readyAt: number | undefined;
  readonly waited: number | undefined;
  readonly lockdepOff: boolean;
  readonly network: NonNullable<VmEnd['network']>;
  readonly examination: VmEnd['examination'];
}

/** Judges a VM that has ended. Throws a RapidoError where QEMU could not start it. */
export function vmEnd({
  interactive,
  report,
  stopped,
  retired,
  readyAt,
  waited,
  lockdepOff,
  network,
  examination,
  ...told
}: Gathered): VmEnd {
  const { console, splats, steps, qemu } = told;
  const { greeted, off, failed, shell, taint } = report;
  const silent = !greeted && console === '';
  if (silent && qemu.status !== undefined && qemu.status !== 0) throw refused(qemu.messages, qemu.status);
  const distrust = distrustOf(splats, lockdepOff);
  const judgement = judge({
    ...{ interactive, splats, end: qemu, console, steps, greeted, off },
    ...(failed === undefined ? {} : { failed }),
    ...(shell === undefined ? {} : { shell }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(retired === undefined ? {} : { retired }),
  });
  const endedFor = judgement.outcome === 'ended' ? stopped?.endedFor : undefined;
  return {
    ...judgement,
    ...told,
    greeted,
    ...(readyAt === undefined ? {} : { readyAt }),
    ...(waited === undefined ? {} : { waited }),
    ...(endedFor === undefined ? {} : { endedFor }),
    ...(network.length === 0 ? {} : { network }),
    ...(retired === undefined ? {} : { retired }),
    ...(taint === undefined ? {} : { taint: taintLetters(taint) }),
    ...(distrust === undefined ? {} : { distrust }),
    ...(examination === undefined ? {} : { examination }),
  };
}

function distrustOf(splats: readonly FoundSplat[], lockdepOff: boolean): string | undefined {
  const fatal = splats.find((splat) => splat.fatal);
  if (fatal) return `after "${fatal.title}" the kernel proves nothing`;
  return lockdepOff ? 'lockdep has turned itself off: no more locking problems are found' : undefined;
}

function refused(messages: string, status: number): RapidoError {
  const said = messages.trim().split('\n').slice(-5).join('\n') || 'It said nothing.';
  return new RapidoError('QEMU', `QEMU ended at once with status ${status}:\n${said}`, {
    hint: driverHint(messages) ?? 'See its command line with --dry-run; QEMU_EXTRA_ARGS in rapido.conf adds to it.',
  });
}

/** What to do about a driver of disks that QEMU was built without, or whose module is in a package of its own. */
function driverHint(messages: string): string | undefined {
  const [, driver] = /(?:Unknown driver|Parameter 'driver' does not accept value) '([\w-]+)'/.exec(messages) ?? [];
  if (driver === undefined) return undefined;
  const names = packageOf(`block-${driver}.so`);
  const where = names === undefined ? '' : ` Install it, which is in ${describePackages(names)}.`;
  return `This QEMU has no driver "${driver}" for disks.${where}`;
}
