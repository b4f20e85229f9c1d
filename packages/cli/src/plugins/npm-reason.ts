/** How npm ended, and what it was to install. */
export interface FailedNpm {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly wanted: string;
}

/** What npm says of an error: in JSON, or, older ones of some errors, only in words. */
export interface Reason {
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
}

/** Why npm has failed, by all that it has printed. */
export function reasonOf({ stdout, stderr, status }: FailedNpm): Reason {
  const { code, summary, detail } = parse(stdout)?.error ?? {};
  const said = stderr.replace(/^npm (error|ERR!) ?/gm, '');
  const told = typeof summary === 'string' && summary !== '' ? summary : lastLines(said);
  return {
    code: String(code || (/^code (\S+)$/m.exec(said)?.[1] ?? status)),
    summary: told,
    detail: `${typeof detail === 'string' ? detail : ''}\n${said}`,
  };
}

function parse(
  stdout: string,
): { readonly error?: { code?: unknown; summary?: unknown; detail?: unknown } } | undefined {
  try {
    return JSON.parse(stdout.slice(stdout.indexOf('{')));
  } catch {
    return undefined;
  }
}

function lastLines(said: string): string {
  return said.trim().split('\n').slice(-3).join('\n') || 'nothing';
}

/** The first address in a text without its path: `http://127.0.0.1:4873`. */
export function addressIn(said: string): string | undefined {
  const url = /https?:\/\/[^\s'"]+/.exec(said)?.[0];
  return url === undefined || !URL.canParse(url) ? undefined : new URL(url).origin;
}

/** Where to go from an error that says little. */
export function logIn(detail: string): string {
  const log = /A complete log of this run can be found in:\s*(\S.*)$/m.exec(detail)?.[1];
  return log === undefined ? 'Try the same by hand: npm install, in an empty directory.' : `All that npm did: ${log}`;
}
