import type { Interfaces } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';

/** An error as it is shown. */
export interface Failure {
  readonly exitCode: number;
  /** Empty: the command has said all there is to say. */
  readonly message: string;
  readonly code?: string;
  /** What to do next. */
  readonly hint?: string;
  /** Only of what nobody foresaw: a bug. */
  readonly stack?: string;
}

/** oclif's errors are told by their properties: each plugin may have a copy of oclif of its own. */
interface OclifError extends Error {
  readonly code?: string;
  readonly oclif: { readonly exit?: number };
  readonly parse?: unknown;
  readonly suggestions?: readonly string[];
}

/** What to tell of `error`, which the command of `plugin` threw. */
export function describeError(error: unknown, from: { readonly plugin?: Interfaces.Plugin | undefined }): Failure {
  if (RapidoError.is(error)) return describeRapidoError(error);
  if (isOclifError(error)) return describeOclifError(error);
  return describeBug(error, from.plugin);
}

function describeRapidoError({ message, code, hint, exitCode, cause }: RapidoError): Failure {
  const reason = tellsMore(cause, message) ? `\n${cause.message}` : '';
  const isBug = code === 'ERR_RAPIDO_PLUGIN' && cause !== undefined;
  return {
    message: `${message}${reason}`,
    ...{ code, exitCode },
    ...(hint === undefined ? {} : { hint }),
    ...(isBug ? { stack: stackOf(cause) } : {}), // for the plugin's authors
  };
}

/** A failed system call is what the message has put into words. */
function tellsMore(cause: unknown, message: string): cause is Error {
  return cause instanceof Error && !('syscall' in cause) && !message.includes(cause.message);
}

function describeOclifError(error: OclifError): Failure {
  const exitCode = error.oclif.exit ?? 2;
  if (error.code === 'EEXIT') return { message: '', exitCode };
  const message = error.message.replace(/\n?See more help with --help/, '').trim();
  if (error.parse !== undefined) {
    return describeRapidoError(new RapidoError('USAGE', message, { hint: 'the same command with --help' }));
  }
  const failure = describeRapidoError(new RapidoError('HOST', message, { hint: error.suggestions?.[0] }));
  // 1 and 2 are oclif's defaults; below 128 it would speak of the kernel.
  return exitCode <= 2 ? failure : { ...failure, exitCode };
}

function describeBug(error: unknown, plugin: Interfaces.Plugin | undefined): Failure {
  const what = error instanceof Error ? error.message : String(error);
  const known =
    plugin === undefined || plugin.isRoot
      ? new RapidoError('BUG', `This is a bug in Rapido: ${what}`, {
          hint: `Report it, with the lines below and the output of \`rapido doctor\`, to Rapido's authors${address(plugin?.pjson)}.`,
        })
      : new RapidoError('PLUGIN', `The plugin ${plugin.name} ${plugin.version} failed: ${what}`, {
          hint: `Report it, with the lines below, to the plugin's authors${address(plugin.pjson)}.`,
        });
  return { ...describeRapidoError(known), stack: stackOf(error) };
}

function isOclifError(error: unknown): error is OclifError {
  return error instanceof Error && 'oclif' in error && typeof error.oclif === 'object' && error.oclif !== null;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by ${stackOf(error.cause)}`;
}

function address(pjson: unknown): string {
  const { bugs, homepage } = (pjson ?? {}) as { bugs?: string | { url?: string }; homepage?: string };
  const url = (typeof bugs === 'string' ? bugs : bugs?.url) ?? homepage;
  return url === undefined ? '' : `: ${url}`;
}
