/** A function of a call trace. */
export interface Frame {
  readonly name: string;
  /** The unwinder is not sure of it (`?` in front). */
  readonly guess: boolean;
}

const NAME = String.raw`(?<name><.+>::[\w.:$]+|[a-zA-Z_$][\w.$]*)`;
const SYMBOL = new RegExp(String.raw`(?<![\w.$/])${NAME}\+0x[0-9a-f]+(?:\/0x[0-9a-f]+|\b)`);

const FRAMES: readonly RegExp[] = [
  // x86, arm64, riscv, s390 and others: addresses in brackets, a question mark, the function.
  new RegExp(String.raw`^\s*(?:<\w+>\s+)?(?:\[<[0-9a-fx]+>\]\s*)*(?<guess>\? )?\(?${NAME}\+0x[0-9a-f]+\/0x[0-9a-f]+`),
  // arm, old and new: the function and its caller.
  new RegExp(String.raw`^\s*(?:\[<[0-9a-f]+>\] )?\(?${NAME}\)? from (?:\[<[0-9a-f]+>\] )?\(?[\w.$]+\+0x`),
  // powerpc: stack pointer, return address, function.
  new RegExp(String.raw`^\s*\[[0-9a-f]{8,16}\] \[[0-9a-f]{8,16}\] ${NAME}\+0x`),
  // After scripts/decode_stacktrace.sh: the place, and `[inline]`.
  new RegExp(String.raw`^\s+(?<guess>\? )?${NAME} [\w./-]+\.[chS]:\d+(?: \[inline\])?$`),
];

/** Registers that hold the address of the code, as architectures name them. */
const INSTRUCTION_POINTER =
  /^(?:RIP: [0-9a-f]{4}:|RIP:? |IP: |EIP:? (?:is at|\w+:)|EIP: |PC is at |pc : |epc ?: |NIP |Krnl PSW : )/;

/** Many names for one thing, which would give one problem many titles. */
const CANONICAL: readonly (readonly [RegExp, string])[] = [
  // A system call's entry, which each architecture names its own way, and its body.
  [/^__(?:x64|ia32|x32|arm64|riscv|s390x?|powerpc)_(?:compat_)?sys_/, 'sys_'],
  [/^(?:__(?:se|do)_(?:compat_)?sys_|(?:compat_)?SyS_|SYSC_|ksys_|C_SYSC_)/, ''],
  // Waiting for other CPUs.
  [/^smp_call_function_\w+$/, 'smp_call_function'],
  [/^synchronize_(?:rcu_\w+|sched\w*|srcu\w*|net)$/, 'synchronize_rcu'],
];

/** The function of a line of a call trace; undefined when the line is none. */
export function frameOf(line: string): Frame | undefined {
  for (const pattern of FRAMES) {
    const groups = pattern.exec(line)?.groups;
    if (groups?.['name']) return { name: functionName(groups['name']), guess: groups['guess'] !== undefined };
  }
  return undefined;
}

/** The function that a line of registers says was running; null when the line says so of none with a name (user space). */
export function runningFunction(line: string): string | null | undefined {
  if (!INSTRUCTION_POINTER.test(line)) return undefined;
  return symbolIn(line) ?? null;
}

/** The first function with an offset in a line. */
export function symbolIn(line: string): string | undefined {
  const name = SYMBOL.exec(line)?.groups?.['name'];
  return name === undefined ? undefined : functionName(name);
}

/** A function's own name, without what the compiler and the architecture's system call macros add to it. */
export function functionName(symbol: string): string {
  const bare = symbol
    .replace(/\+0x.*$/, '')
    .replace(/(?:\.(?:isra|constprop|part|cold|llvm|cfi_jt|lto_priv|ipa_ra|str|\d+)\b)+/g, '')
    .replace(/\.$/, '');
  const canonical = CANONICAL.find(([pattern]) => pattern.test(bare));
  return canonical ? bare.replace(...canonical) : bare;
}
