import { isDispatcher, isHelper, isIdleThread } from './functions/tables.js';
import type { Trace } from './traces.js';

/** Functions with which an interrupt's part of a trace ends, and the interrupted part begins. */
const INTERRUPT_ENTRIES: readonly RegExp[] = [
  // x86
  /^(?:asm_)?sysvec_|^(?:smp_)?(?:apic_timer|reschedule|call_function)\w*_interrupt$|^smp_trace_apic/,
  /^(?:asm_)?common_interrupt$|^(?:do_IRQ|ret_from_intr|interrupt_entry)$|^retint_|^(?:nmi|end_repeat_nmi|asm_exc_nmi)$/,
  // arm64 and arm
  /^el1h?_(?:64_)?irq|^__irq_svc$|^gic_handle_irq$/,
];
/** What a CPU that found a stall runs itself. */
const REPORTER =
  /^(?:rcu_(?:check_callbacks|sched_clock_irq|pending)|check_cpu_stall|print_\w*cpu_stall|watchdog(?:_timer_fn)?)$/;

/**
 * The function at fault for a CPU that does not get on. Which one runs when it is noticed is chance; what stays the same is
 * the outermost one that is not mere dispatching, in the code that the watchdog's interrupt came upon, else in that which
 * another interrupt had come upon before.
 */
export function culpritOf(traces: readonly Trace[]): string | undefined {
  const parts = traces.flatMap(interruptedParts).filter((part) => !part.some(isIdleThread));
  for (const part of parts) {
    const waits = part.find((name) => name === 'smp_call_function');
    const found = waits ?? part.findLast((name) => !isHelper(name) && !isDispatcher(name));
    if (found !== undefined) return found;
  }
  return parts.flat().find((name) => !isHelper(name));
}

/** A trace in parts, each with what ran when an interrupt came; without that of the reporting interrupt itself. */
function interruptedParts({ frames }: Trace): string[][] {
  const parts: string[][] = [[]];
  for (const { name, guess } of frames) {
    if (guess) continue;
    if (INTERRUPT_ENTRIES.some((pattern) => pattern.test(name))) parts.push([]);
    else parts.at(-1)?.push(name);
  }
  const [first = []] = parts;
  const registersOnly = first.length === 1 && parts.length > 1;
  if (registersOnly || first.some((name) => REPORTER.test(name))) parts.shift();
  return parts.filter((part) => part.length > 0);
}
