/** The package that has a program, by distribution family. */
export type PackageNames = Readonly<Partial<Record<'debian' | 'fedora' | 'opensuse', string>>>;

const all = (name: string): PackageNames => ({ debian: name, fedora: name, opensuse: name });

const PACKAGES: Readonly<Record<string, PackageNames>> = {
  dracut: { debian: 'dracut-core', fedora: 'dracut', opensuse: 'dracut' },
  'qemu-system-x86_64': { debian: 'qemu-system-x86', fedora: 'qemu-system-x86-core', opensuse: 'qemu-x86' },
  depmod: all('kmod'),
  modprobe: all('kmod'),
  setpriv: all('util-linux'),
  ip: { debian: 'iproute2', fedora: 'iproute', opensuse: 'iproute2' },
  zstd: all('zstd'),
};

/** The package that has `program`, where known. */
export function packageOf(program: string): PackageNames | undefined {
  return PACKAGES[program];
}

/** For people: `Debian: dracut-core; Fedora: dracut; openSUSE: dracut`. */
export function describePackages(names: PackageNames): string {
  const families = { debian: 'Debian', fedora: 'Fedora', opensuse: 'openSUSE' } as const;
  return Object.entries(families)
    .flatMap(([family, title]) => {
      const name = names[family as keyof PackageNames];
      return name === undefined ? [] : [`${title}: ${name}`];
    })
    .join('; ');
}
