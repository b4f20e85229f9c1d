import { rm } from 'node:fs/promises';
import { runTool, type ToolOptions } from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';

/** What a run of git needs. */
type GitOptions = Pick<ToolOptions, 'variables' | 'env' | 'signal' | 'reaper'>;

/**
 * Packs a commit, which npm has resolved (`git+https://example.org/x.git#COMMIT`), into the file `archive`, which npm
 * installs. By npm itself, what comes by git is built, and so its scripts are run, whatever it is told.
 */
export async function packCommit(resolved: string, archive: string, options: GitOptions): Promise<void> {
  const { addresses, commit } = await originOf(resolved);
  const directory = `${archive}.git`;
  await git(['init', '--quiet', '--bare', directory], options);
  await fetchCommit(addresses, commit, directory, options);
  await git(['-C', directory, 'archive', '--format=tgz', '--prefix=package/', `--output=${archive}`, commit], options);
  await rm(directory, { recursive: true });
}

/** The commit alone, where the server gives it so, or else with all that there is. */
async function fetchCommit(
  addresses: readonly string[],
  commit: string,
  directory: string,
  options: GitOptions,
): Promise<void> {
  const ways = addresses.flatMap((address) => [
    ['--depth=1', '--', address, commit],
    ['--', address, '+refs/*:refs/*'],
  ]);
  for (const [index, way] of ways.entries()) {
    try {
      return await git(['-C', directory, 'fetch', '--quiet', ...way], options);
    } catch (error) {
      if (!RapidoError.is(error) || index === ways.length - 1) throw error;
    }
  }
}

/** As npm does: what is on a site that it knows is public, or else for whoever has a key. */
async function originOf(resolved: string): Promise<{ readonly addresses: readonly string[]; readonly commit: string }> {
  const { default: npa } = await import('npm-package-arg');
  const { hosted, fetchSpec, gitCommittish } = npa(resolved);
  const known = hosted as { https?(o: object): string; sshurl?(o: object): string } | undefined;
  const forms = [known?.https?.({ noCommittish: true }), known?.sshurl?.({ noCommittish: true })];
  const addresses = known ? forms.flatMap((form) => (form ? [form.replace(/^git\+/, '')] : [])) : [String(fetchSpec)];
  return { addresses, commit: String(gitCommittish) };
}

async function git(args: readonly string[], options: GitOptions): Promise<void> {
  const { GIT_SSH_COMMAND = 'ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new', ...env } = options.env ?? {};
  const nobodyAsked = { GIT_SSH_COMMAND, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', LC_ALL: 'C' };
  const { status, output } = await runTool('git', args, { ...options, env: { ...env, ...nobodyAsked } });
  if (status === 0) return;
  const reason = /^(?:fatal|error): (.*)$/m.exec(output)?.[1] ?? output.trim();
  throw new RapidoError('HOST', `git fails: ${reason}`, {
    hint: 'It must not need a password: nobody is asked for one.',
  });
}
