import { textOf } from '../files.js';
import { describePackages, type PackageNames } from './packages.js';

const MANAGERS = {
  debian: 'sudo apt-get install',
  fedora: 'sudo dnf install',
  opensuse: 'sudo zypper install',
} as const;

/**
 * The command that installs a package on this distribution (os-release(5)), as `sudo apt-get install dracut-core`; on
 * others, what the package is called elsewhere.
 */
export async function installCommand(names: PackageNames, osRelease = '/etc/os-release'): Promise<string> {
  const family = familyOf((await textOf(osRelease)) ?? '');
  const name = family && names[family];
  return name ? `${MANAGERS[family]} ${name}` : `Install its package (${describePackages(names)}).`;
}

function familyOf(osRelease: string): keyof typeof MANAGERS | undefined {
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=["']?([^"'\n]*)/gm)].flatMap(([, value = '']) =>
    value.split(' '),
  );
  const families = {
    debian: 'debian',
    ubuntu: 'debian',
    fedora: 'fedora',
    rhel: 'fedora',
    suse: 'opensuse',
    opensuse: 'opensuse',
  } as const;
  for (const id of ids) if (id in families) return families[id as keyof typeof families];
  return undefined;
}
