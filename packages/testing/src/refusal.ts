import { ERROR_CODES, type ErrorCode, RapidoError } from '@rapido/core';

/** What rapido says on standard error when it ends without a verdict, as the error that it was. */
export function refusal(stderr: string, exitCode: number): Error {
  const text = /^Error: {1,2}[\s\S]*/m.exec(stderr)?.[0] ?? '';
  const part = (name: string) => {
    const found = new RegExp(`^${name}: +(.*(?:\\n {7}.*)*)`, 'm').exec(text)?.[1];
    return found?.replaceAll('\n       ', '\n');
  };
  const [message, hint, code = ''] = [part('Error'), part('Hint'), part('Code')];
  const known = code.replace('ERR_RAPIDO_', '');
  if (message === undefined || !isCode(known)) return new Error(`rapido ended with ${exitCode}:\n${stderr}`);
  return new RapidoError(known, message, { hint, exitCode });
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
