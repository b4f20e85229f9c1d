/** What may stand before a report's banner and belongs to it. */
const LEADS: readonly RegExp[] = [
  /^-+\[ cut here \]-+$/,
  /^8<--- cut here ---$/,
  /^={20,}$/,
  /^kernel tried to execute (?:NX-protected page|user page|bad page)/i,
];

/** Headings of traces that show where it happened. */
const TRACE_HEADINGS: readonly RegExp[] = [
  /^(?:Call Trace|Call trace|Backtrace|stack backtrace|CPU backtrace|backtrace)(?: \([^)]*\))?:/,
];

/** Headings of traces that show what had happened before: who allocated and freed an object, or took a lock. */
const HISTORY_HEADINGS: readonly RegExp[] = [
  // KASAN, KFENCE, SLUB, page_owner.
  /^(?:Allocated|Freed|Alloc|Free)\b.* by (?:task|interrupt)/,
  /^(?:Last|Second to last) potentially related work/,
  /^(?:allocated|freed) by task|^(?:INFO: )?(?:Allocated|Freed) in |^page last (?:allocated|free)/,
  // KMSAN, KCSAN.
  /^(?:Uninit|Local variable|Memory|Bytes)\b.* at:$|^\w+ was .* at:$/,
  /^(?:read|write|read-write)(?: \(marked\))? to 0x/,
  // Lockdep.
  /^-> #\d+ /,
  /^(?:the )?existing dependency chain|^the dependencies between/,
  /^\.\.\. which became|-(?:on|safe|unsafe|W|R)\b.* at:$|^\{.*\} state was registered at:|INITIAL (?:USE|READ USE)\b/,
  /^Showing all locks held/,
];

/** Each begins the traces of one more CPU or task. */
const SUBJECT_HEADINGS: readonly RegExp[] = [
  /^(?:NMI backtrace for cpu|Task dump for CPU|Sending NMI|RCU grace-period kthread stack dump)\b/,
  /^(?:task:\S|CPU: \d+ )/,
  // A task in the words of older kernels: name, state, and where or what it waits for.
  /^\S.{0,20} [RSDI] {2,}(?:running task|[0-9a-f]+) +\d+/,
];

/** Lines that reports are made of, besides those that begin with a blank. */
const PARTS: readonly RegExp[] = [
  /^$|^\s/,
  /\+0x[0-9a-f]+\/0x[0-9a-f]+/,
  // Registers, of x86 and of others, and memory.
  /^(?:[RE]?(?:IP|SP|AX|BX|CX|DX|SI|DI|BP|FLAGS)|R\d\d|[CDEFGS]S|[CD]R\d|PKRU|TR|LDTR|Code|Stack|PGD|PUD|PMD|PTE)\b.*[:=]/,
  /^(?:PGD|P4D) [0-9a-f]|^(?:ESR|FAR) ?[:=]|^(?:Flags|Control|Mem abort info|Data abort info):|^\[[0-9a-f]{8,16}\] /,
  /^(?:pc|lr|sp|fp|ip|x\d+|r\d+|pstate|epc|ra|gp|tp|[ast]\d|NIP|LR|CTR|MSR|GPR\d+|CFAR|XER)\s*[:[]/,
  /^(?:PC|LR) is at |^Register \S+ information|^Exception stack|^(?:swapper|user) pgtable|^pgd = /,
  /^(?:[0-9a-f]{4}|>?[0-9a-f]{8,16}|raw|page|flags|head|anon|Object|Redzone|Padding|Bytes b4)\b[^:]*: /,
  // Who and where.
  /^(?:CPU|UID|Comm|Pid|Process|Hardware name|Workqueue|Modules linked in|Call Trace|Call trace|Backtrace|task)\b.*:/,
  /^(?:Dumping ftrace buffer|Kernel Offset|Rebooting in|last sysfs file|note: |SMP: |Memory Limit|CPU features)/,
  // Locks.
  /^(?:\d+ locks? held by|no locks held|#\d+:|->|irq event stamp|(?:hard|soft)irqs last|stack backtrace|other info|\.\.\.)/,
  /is trying to|but task is|but there are no more|which lock already|the existing dep|Possible unsafe|DEADLOCK/,
  /might be due|state was registered|usage\.$|takes:$|INITIAL USE|held lock|^[-=]{4,}$/,
  // What sanitizers and allocators tell.
  /^(?:Read|Write|Free|Invalid) (?:of|at|free)|^(?:Allocated|Freed|The buggy|Memory state|Last pot|Second to last|Uninit)/,
  /^(?:Local var|Bytes \d|Memory access|Data copied|value changed|Reported by|[Rr]ead to|write to|race at|kfence-#)/,
  /^(?:Corrupted memory|Use-after-free|Out-of-bounds|index \d|shift exponent|comm "|hex dump|backtrace)/,
  // Stalls.
  /^(?:rcu: |NMI backtrace|Sending NMI|Task dump|\(detected|\(t=|All QSes|Showing|RCU grace|"echo 0|Future hung|workqueue \S+: flags=|pool \d+: )/,
  /^(?:\[<|<\/?[A-Z]+>$|---\[)/,
];

const anyOf =
  (patterns: readonly RegExp[]) =>
  (text: string): boolean =>
    patterns.some((pattern) => pattern.test(text));

export const isLead = anyOf(LEADS);
export const isReportPart = anyOf(PARTS);
export const isTraceHeading = anyOf(TRACE_HEADINGS);
export const isHistoryHeading = anyOf(HISTORY_HEADINGS);
export const isSubjectHeading = anyOf(SUBJECT_HEADINGS);
