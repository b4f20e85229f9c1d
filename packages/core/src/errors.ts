import { OUTCOMES, type Outcome } from './outcome.js';

type ErrorKind = Extract<Outcome, 'usage' | 'untestable' | 'host' | 'interrupted'>;

/** Every code that Rapido's errors have, and the outcome (so the exit code) that goes with it. */
export const ERROR_CODES = {
  // settings and command line
  CONFIG_SYNTAX: 'usage',
  CONFIG_VALUE: 'usage',
  CONFIG_UNDEFINED: 'usage',
  CONFIG_FILE: 'usage',
  USAGE: 'usage',
  UNKNOWN_CUT: 'usage',
  // kernel
  KERNEL_NOT_FOUND: 'untestable',
  KERNEL_NOT_BUILT: 'untestable',
  KERNEL_UNREADABLE: 'host',
  KERNEL_UNTESTABLE: 'untestable',
  MODULE_STALE: 'untestable',
  // manifest and image
  MANIFEST_SYNTAX: 'usage',
  MANIFEST_CONFLICT: 'usage',
  MANIFEST_MISSING: 'host',
  CUT_PROBLEM: 'usage',
  IMAGE_INVALID: 'host',
  IMAGE_NOT_FOUND: 'usage',
  IMAGE_KERNEL: 'usage',
  DRACUT: 'host',
  // virtual machine
  MEMORY: 'usage',
  DISK: 'usage',
  QEMU: 'host',
  NETWORK: 'host',
  VM_NOT_FOUND: 'usage',
  VM_SHELL: 'host',
  RUN_NOT_FOUND: 'usage',
  // everything else
  PLUGIN: 'host',
  HOST: 'host',
  BUG: 'host',
  INTERRUPTED: 'interrupted',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

const brand = Symbol.for('rapido.error');

/**
 * An error that is part of the interface: what happened, where, and what to do next. Anything else that is thrown is
 * a bug. `oclif` and `exitCode` are read by oclif by name, so that core need not know it.
 */
export class RapidoError extends Error {
  override readonly name = 'RapidoError';
  readonly code: `ERR_RAPIDO_${ErrorCode}`;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly oclif: { readonly exit: number };
  /** What to do next. */
  readonly hint: string | undefined;

  /** `outcome` overrides the code's own, for the few errors whose blame depends on the case. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; outcome?: ErrorKind; exitCode?: number } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = `ERR_RAPIDO_${code}`;
    this.outcome = options.outcome ?? ERROR_CODES[code];
    this.exitCode = options.exitCode ?? OUTCOMES[this.outcome].exitCode;
    this.oclif = { exit: this.exitCode };
    this.hint = options.hint;
  }

  /** Holds for an error of any copy of this module, where `instanceof` does not. */
  static is(error: unknown): error is RapidoError {
    return typeof error === 'object' && error !== null && brand in error;
  }
}

/** Whether `error` is a failed system call with one of these codes, as `ENOENT`. */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
