import { type ErrorCode, RapidoError } from '@rapido/core/errors';
import { addressIn, type FailedNpm, logIn, type Reason, reasonOf } from './npm-reason.js';

interface Told {
  readonly kind?: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

const UNREACHABLE = [
  ...['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'],
  ...['ECONNABORTED', 'EPIPE', 'EPROTO', 'ERR_SOCKET_TIMEOUT', 'FETCH_ERROR', 'EIDLETIMEOUT', 'ERESPONSETIMEOUT'],
];

const UNREACHED = { reason: 'unreachable' };

/** An error of npm in plain words. */
export function npmError(failed: FailedNpm): RapidoError {
  const reason = reasonOf(failed);
  const { kind = 'HOST', message, hint } = explain(reason, failed.wanted);
  return new RapidoError(kind, message, { hint, ...(UNREACHABLE.includes(reason.code) ? { cause: UNREACHED } : {}) });
}

/**
 * The error behind a success of npm: it does with what it has fetched earlier where a registry does not answer, and says so in its
 * log only. Undefined where the registry has answered.
 */
export function staleAnswer({ stderr, wanted }: Pick<FailedNpm, 'stderr' | 'wanted'>): RapidoError | undefined {
  if (!/\(cache stale\)$/m.test(stderr)) return undefined;
  const code = UNREACHABLE.find((one) => stderr.includes(`failed with ${one}`)) ?? 'ETIMEDOUT';
  return npmError({ status: 1, stdout: '', stderr: `code ${code}\n${stderr}`, wanted });
}

/** Whether `error` is one of npm's that says that a registry cannot be reached. */
export function isUnreachable(error: unknown): boolean {
  return RapidoError.is(error) && error.cause === UNREACHED;
}

function explain({ code, summary, detail }: Reason, wanted: string): Told {
  const said = `${summary}\n${detail}`;
  const npmSays = `npm says: ${summary.split('\n')[0]}`;
  if (UNREACHABLE.includes(code)) {
    return {
      message: `${addressIn(said) ?? 'The registry'} cannot be reached (${code}).`,
      hint: 'Try again later; what is installed works without it. Behind a proxy: npm config set proxy ADDRESS',
    };
  }
  if (/^E5\d\d$|^E429$/.test(code)) {
    return { message: `The registry is in trouble. ${npmSays}`, hint: 'Try again later; what is installed works.' };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return {
      message: `The registry's certificate is not trusted (${code}).`,
      hint: 'If your network has a certificate of its own: npm config set cafile FILE',
    };
  }
  return (
    explained(said, npmSays, wanted)[code] ??
    explainGit(said, npmSays, wanted, code) ?? {
      message: `npm cannot install ${wanted}. ${npmSays}`,
      hint: logIn(detail),
    }
  );
}

function explained(said: string, npmSays: string, wanted: string): Readonly<Record<string, Told | undefined>> {
  const noAccess = {
    message: `npm may not write where it has to. ${npmSays}`,
    hint: 'If it is about the cache of npm: sudo chown -R "$(id -u):$(id -g)" ~/.npm',
  };
  const full = { message: `The disk is full: ${wanted} is not installed.`, hint: 'Make room, and try again.' };
  const refused = {
    message: `The registry refuses to give ${wanted}. ${npmSays}`,
    hint: 'If it is for members only: npm login --scope=@SCOPE --registry=ADDRESS',
  };
  const damaged = {
    message: `${wanted} is not a whole archive of a package. ${npmSays}`,
    hint: 'Such archives are made by: npm pack',
  };
  return {
    E404: notFound(said, wanted),
    ETARGET: noVersion(said, wanted),
    E401: refused,
    E403: refused,
    ENEEDAUTH: refused,
    EACCES: noAccess,
    EPERM: noAccess,
    EROFS: noAccess,
    ENOSPC: full,
    EDQUOT: full,
    EINTEGRITY: {
      message: `What came for ${wanted} is not what the registry says it is: it was changed on the way, or is damaged.`,
      hint: 'Empty the cache of npm, and try again: npm cache clean --force',
    },
    TAR_BAD_ARCHIVE: damaged,
    Z_DATA_ERROR: damaged,
    Z_BUF_ERROR: damaged,
    ZLIB: damaged,
    EJSONPARSE: damaged,
    ENOENT: /package\.json/.test(said) ? damaged : undefined,
    ERESOLVE: {
      kind: 'PLUGIN',
      message: `${wanted} needs packages that do not go together. ${npmSays}`,
      hint: 'Report it to its authors.',
    },
    EALLOWGIT: {
      kind: 'PLUGIN',
      message: `${wanted} needs something by git: npm would run its scripts.`,
      hint: 'Report it to its authors: what a plugin needs has to come from a registry.',
    },
    EALLOWREMOTE: {
      kind: 'PLUGIN',
      message: `${wanted} needs something that does not come from a registry. ${npmSays}`,
      hint: 'Report it to its authors.',
    },
    ENOTCACHED: {
      message: `${wanted} has not been fetched before, and npm is set to be offline.`,
      hint: 'npm config get offline',
    },
    ENOGIT: { message: `git is not installed, or not in PATH: ${wanted} comes by it.`, hint: 'Install git.' },
  };
}

/** It may be something that the package needs which is not there. */
function notFound(said: string, wanted: string): Told {
  const missing = /'((?:@[^/']+\/)?[^@']+)@[^']*' (?:is not in this registry|could not be found)/.exec(said)?.[1];
  if (missing !== undefined && !wanted.startsWith(missing)) {
    return {
      kind: 'PLUGIN',
      message: `${wanted} needs ${missing}, which the registry does not have.`,
      hint: 'Report it to its authors.',
    };
  }
  const address = /^https?:/.test(wanted);
  return {
    kind: 'USAGE',
    message: address
      ? `There is nothing at ${wanted}.`
      : `The registry has no package ${wanted.replace(/(.)@.*/, '$1')}.`,
    hint: address
      ? 'Look at the address again.'
      : 'Look at its name again. A name without a scope is one of @rapido/cut-…',
  };
}

function noVersion(said: string, wanted: string): Told {
  const missing = /No matching version found for ((?:@[^/]+\/)?[^@\s]+)@(\S+?)\.?(?:\s|$)/.exec(said);
  const [, name = wanted, range = ''] = missing ?? [];
  if (!wanted.startsWith(name)) {
    return {
      kind: 'PLUGIN',
      message: `${wanted} needs ${name}@${range}, which the registry does not have.`,
      hint: 'Report it to its authors.',
    };
  }
  return {
    kind: 'USAGE',
    message: `The registry has no version ${range || 'like that'} of ${name}.`,
    hint: `Those that it has: npm view ${name} versions dist-tags`,
  };
}

function explainGit(said: string, npmSays: string, wanted: string, code: string): Told | undefined {
  if (/spawn git|No git binary/.test(said)) return explained(said, npmSays, wanted)['ENOGIT'];
  if (code !== '128' && !/git (dep|ls-remote|clone|checkout)|pathspec/i.test(said)) return undefined;
  const reason = /^(?:fatal|error): (.*)$/m.exec(said)?.[1];
  return {
    message: `git cannot get ${wanted}${reason === undefined ? `. ${npmSays}` : `: ${reason}`}`,
    hint: 'Look at the address again. It must not need a password: nobody is asked for one.',
  };
}
