import { type Host, preflightProblems, problemError, task } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { CutData } from '@rapido/kit';
import type { BootFlags } from '../flags/boot-flags.js';
import type { SuiteFlags } from '../flags/suite-flags.js';
import { printable } from '../text/printable.js';
import type { CutRequest } from './cut.js';

type PreflightFlags = Pick<BootFlags, 'create-image'> & Pick<SuiteFlags, 'jobs'>;

/** A usage error for `--create-image` with a cut that makes nothing on a server. */
export function checkCreateImage(
  { name, createsImage }: Pick<CutData, 'name' | 'createsImage'>,
  flags: PreflightFlags,
): void {
  if (!flags['create-image'] || createsImage) return;
  throw new RapidoError('USAGE', `--create-image is without effect: the cut ${name} uses no image on a server.`, {
    hint: 'Leave it out.',
  });
}

/**
 * Runs a cut's own checks, and shows what they note. Throws one RapidoError of all that they find, or of their being a bug or
 * not ending; `limit` is in seconds.
 */
export async function preflight(request: CutRequest, flags: PreflightFlags, host: Host, limit?: number): Promise<void> {
  if (!request.hasPreflight) return;
  const definition = await request.load();
  if (definition.preflight === undefined) return;
  await task(host, 'preflight', `Check what ${definition.name} needs`, async () => {
    const problems = await preflightProblems(request, definition, {
      signal: host.signal,
      createImage: flags['create-image'] ?? false,
      jobs: flags.jobs ?? 1,
      onNote: (text) => host.emit({ type: 'note', level: 'info', text: printable(`${definition.name}: ${text}`) }),
      ...(limit === undefined ? {} : { limit }),
    });
    if (problems.length > 0) throw problemError(definition.name, problems);
  });
}
