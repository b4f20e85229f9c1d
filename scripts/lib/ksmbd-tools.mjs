// ksmbd-tools for the tests, not installed as they conflict with Samba: the distribution's own, or those of its backports.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScriptError } from './command.mjs';
import { download, downloadBeside, outputOf, unpack, unpackedDirectory } from './unpacked.mjs';

const PACKAGE = 'ksmbd-tools';
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Its `usr`, as KSMBD_TOOLS_SRC takes it. */
export const KSMBD_TOOLS = join(unpackedDirectory(PACKAGE), 'usr');

/** Fetches it, once. Resolves with whether there was anything to do. */
export function fetchKsmbdTools() {
  return unpack(PACKAGE, (directory) =>
    isNewEnough() ? download(PACKAGE, directory) : downloadBeside(PACKAGE, directory, aptOfBackports(directory)),
  );
}

/** Older ones than 3.5 give kernels since 2024 an answer of the wrong size: no share can be used. */
function isNewEnough() {
  const [, major, minor] = /Candidate: (\d+)\.(\d+)/.exec(outputOf('apt-cache', 'policy', PACKAGE)) ?? [];
  return major > 3 || (major === '3' && minor >= 5);
}

/** Options that give apt lists of its own, of the backports alone, wherever this machine gets its packages from. */
function aptOfBackports(directory) {
  const [lists, cache, sources] = ['lists', 'cache', 'sources.list'].map((name) => join(directory, name));
  for (const path of [lists, cache]) mkdirSync(join(path, 'partial'), { recursive: true });
  writeFileSync(sources, `deb [signed-by=${KEYS}] ${backports()} main\n`);
  const values = { 'Dir::Etc::SourceList': sources, 'Dir::Etc::SourceParts': '-', 'Dir::State::Lists': lists };
  return Object.entries({ ...values, 'Dir::Cache': cache }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

/** Address and name of the backports of the release that is installed. */
function backports() {
  const format = '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)';
  const targets = outputOf('apt-get', 'indextargets', '--format', format, 'Created-By: Packages');
  const [, codename, uri] = /^Debian main ([a-z]+) (\S+)$/m.exec(targets) ?? [];
  if (codename) return `${uri} ${codename}-backports`;
  throw new ScriptError('apt knows no package sources of Debian.', 'Bring its lists up to date: apt-get update');
}
