// Tarballs of packages, to a registry.
import { npm } from './npm.mjs';

/** The dist-tag of a version: a prerelease is for those who ask for it. */
export function tagOf(version) {
  return isPrerelease(version) ? 'next' : 'latest';
}

export function isPrerelease(version) {
  return version.split('+')[0].includes('-');
}

/**
 * Publishes tarballs in their order; those whose version the registry has are left out, so that an interrupted release
 * can be run again.
 * @param {{ name: string, version: string, file: string, integrity: string }[]} tarballs as of `packAll()`
 * @param {object} [options]
 * @param {string} [options.registry] its URL; npm's own configuration says it otherwise
 * @param {string} [options.tag] the dist-tag; by the version otherwise
 * @param {NodeJS.ProcessEnv} [options.env] npm's
 * @param {'inherit' | 'pipe'} [options.stdio] whether npm has our terminal, on which it may ask for a one-time password
 * @param {(line: string) => void} [options.report] gets a line for each package
 */
export async function publishAll(tarballs, { registry, tag, env, stdio = 'pipe', report = () => {} } = {}) {
  const to = registry === undefined ? [] : ['--registry', registry];
  for (const { name, version, file, integrity } of tarballs) {
    const there = await publishedIntegrity(`${name}@${version}`, to, env);
    if (there !== undefined) {
      report(`${name}@${version} is there already${there === integrity ? '' : ', with other content'}`);
      continue;
    }
    const options = ['--tag', tag ?? tagOf(version), '--access', 'public', '--ignore-scripts', ...to];
    await npm(['publish', file, '--loglevel=error', ...options], { env, stdio });
    report(`${name}@${version} is published as ${tag ?? tagOf(version)}`);
  }
}

/** Of a version that the registry has; undefined where it has none. */
async function publishedIntegrity(spec, to, env) {
  try {
    const answer = await npm(['view', spec, 'dist.integrity', '--json', '--prefer-online', '--loglevel=error', ...to], {
      env,
    });
    return answer.trim() === '' ? undefined : JSON.parse(answer);
  } catch (error) {
    if (/\bE404\b/.test(error.hint)) return undefined;
    throw error;
  }
}
