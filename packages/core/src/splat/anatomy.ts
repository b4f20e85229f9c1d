/** What stands before a report's banner and belongs to it. */
export const LEADS: readonly RegExp[] = [
  /^-+\[ cut here \]-+$|^8<--- cut here ---$/,
  /^={20,}$/,
  /^kernel tried to execute (?:NX-protected page|user page|bad page)/i,
];

/** Headings of the traces in a report: those that show where it happened, and those that tell what happened before. */
export const TRACE_HEADINGS =
  /^\s*(?:Call Trace|Call trace|Backtrace|stack backtrace|CPU backtrace|backtrace)(?: \([^)]*\))?:/;
export const HISTORY_HEADINGS =
  /^\s*(?:-> #\d+ |(?:Allocated|Freed|Alloc|Free)\b.* by (?:task|interrupt)|(?:Last|Second to last) potentially related work|(?:\w+ )?(?:Uninit|Local variable|Bytes|Memory).*(?:created|stored|was).* at:|allocated by task|freed by task|(?:the )?existing dependency chain|.*which (?:became|lock already)|.*(?:irq|IRQ)-(?:on|safe|unsafe)-?\S* at:|\{.*\} state was registered at:|.* INITIAL USE at:|the dependencies between|INITIAL|read to 0x|write to 0x|(?:INFO: )?(?:Allocated|Freed) in |page last (?:allocated|free)|page_owner|Showing all locks held)/;
/** Each of them begins the traces of one more CPU or task. */
export const SUBJECT_HEADINGS =
  /^(?:NMI backtrace for cpu|Task dump for CPU|task:\S|Sending NMI|CPU: \d+ |RCU grace-period kthread stack dump|.+ [RSDI] {2,}(?:running task|[0-9a-f]+) +\d+)/;

/** Lines that reports are made of, besides what begins with a blank: when none has come for a while, the report is over. */
const PARTS: readonly RegExp[] = [
  /^$|^\s/,
  /\+0x[0-9a-f]+\/0x[0-9a-f]+/,
  // Registers and memory.
  /^(?:[RE]?(?:IP|SP|AX|BX|CX|DX|SI|DI|BP|FLAGS)|R\d\d|[CDEFGS]S|[CD]R\d|PKRU|Code|Stack|PGD|P4D|PUD|PMD|PTE|FS|GS|TR|LDTR)\b.*[:=]/,
  /^(?:pc|lr|sp|x\d+|r\d+|fp|ip|pstate|epc|ra|gp|tp|t\d|s\d|a\d|NIP|LR|CTR|MSR|GPR\d+|CFAR|CR|XER)\s*[:[]/,
  /^(?:[0-9a-f]{8,16}|raw|page|flags|head|anon|>?ffff[0-9a-f]+|Object|Redzone|Padding|Bytes b4|CR2|note|kernel|\[[0-9a-f]{16}\])\b.*[:[ ]/,
  // Who and where.
  /^(?:CPU|UID|Comm|PID|Hardware name|Workqueue|Modules linked in|Process|Call Trace|Call trace|Backtrace|Tainted|Mem abort info|Data abort info|Internal|task)\b.*:/,
  /^(?:Register \S+ information|Stack: \(|[0-9a-f]{4}: [ 0-9a-f]{9,}|Exception stack|Flags:|Control:|pgd = |ESR|FAR)/,
  /^(?:swapper pgtable|user pgtable|Dumping ftrace buffer|Kernel Offset|Rebooting in|last sysfs file|Oops|Kernel panic|SMP: |Memory Limit)/,
  // Locks.
  /^(?:\d+ locks? held by|no locks held|#\d+:|->|irq event stamp|hardirqs last|softirqs last|lock held|stack backtrace|other info|\.\.\.|-{4,}|={4,})/,
  /(?:is trying to|but task is|but there are no more|which lock already|the existing dep|Possible unsafe|DEADLOCK|might be due|state was registered|usage\.$|takes:$|INITIAL USE|held lock)/,
  // What sanitizers and allocators tell.
  /^(?:Read|Write|Free|Invalid) of|^(?:Allocated|Freed|The buggy|Memory state|Last pot|Second to last|Uninit|Local var|Bytes \d|Memory access|Data copied|value changed|Reported by|[Rr]ead to|write to|kfence|Corrupted|Use-after|Out-of-|index \d|INFO: |BUG )/,
  // Stalls.
  /^(?:rcu|NMI|nmi|Sending NMI|Task dump|\(detected|All QSes|Showing|RCU|watchdog|pool|workqueue|INFO|"echo|Future hung|Blocked by)\b/i,
  /^(?:\[ ?<|<\/?[A-Z]+>|---\[|comm |hex dump|backtrace)/,
];

export function isReportPart(text: string): boolean {
  return PARTS.some((pattern) => pattern.test(text));
}
