import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';

/** What Perl cannot do without: Debian has that apart from the rest. */
const PERL_BASE = '/usr/lib/x86_64-linux-gnu/perl-base';
const PERL_DIRS = ['/usr/share/perl5', '/usr/lib64/perl5', '/usr/lib/perl5'];

const PYTHON_PARENTS = ['/usr/lib', '/usr/lib64'];

/** Of Python's library, what is large and no test's. */
const PYTHON_EXCLUDED = [
  ...['__pycache__', 'asyncio', 'config-*', 'distutils', 'email', 'ensurepip', 'idlelib', 'lib2to3', 'multiprocessing'],
  ...['pydoc_data', 'site-packages', 'test', 'tkinter', 'turtledemo', 'unittest', 'xml'],
];

/** Appends the libraries of Perl and Python that tests' scripts use: of the programs themselves nothing tells them. */
export function addInterpreters(m: Manifest): void {
  for (const directory of existsSync(PERL_BASE) ? [PERL_BASE] : PERL_DIRS) {
    m.tree(directory, directory, { libs: false, optional: true });
  }
  // Not by its name: what is first in a developer's PATH may be something that only starts Python.
  m.tryBin('/usr/bin/python3');
  for (const directory of pythonLibraries()) m.tree(directory, directory, { exclude: PYTHON_EXCLUDED, libs: false });
}

function pythonLibraries(): string[] {
  return PYTHON_PARENTS.filter((parent) => existsSync(parent)).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => /^python3\.\d+$/.test(name))
      .map((name) => join(parent, name)),
  );
}
