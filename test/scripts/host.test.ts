import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageOf } from '../../packages/core/src/process/packages.js';
import { distribution, KERNEL_BUILD, PACKAGES, packagesFor, releasesWithHeaders } from '../../scripts/lib/host.mjs';
import { temporaryDirectory } from '../helpers/index.js';
import { addFiles } from '../helpers/project.js';

describe('distributions', () => {
  test.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'debian', 'debian'],
    ['ID=ubuntu\nID_LIKE=debian\n', 'debian', 'ubuntu'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian', 'ubuntu'],
    ['ID=fedora\nVERSION_ID=43\n', 'fedora', 'fedora'],
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"\n', 'fedora', 'fedora'],
    ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'opensuse', 'opensuse'],
    ["ID='sles'\nID_LIKE='suse'\n", 'opensuse', 'opensuse'],
  ])('%j', (text, family, kernel) => {
    expect(distribution(text)).toMatchObject({ family, kernel });
  });

  test('an unknown one has no packages, and a name for messages', () => {
    const system = distribution('PRETTY_NAME="Arch Linux"\nID=arch\n');
    expect(packagesFor(['dracut'], system)).toBeUndefined();
    expect(system.title).toBe('Arch Linux');
    expect(packagesFor(['dracut'], distribution(''))).toBeUndefined();
  });
});

test('packages of what is missing, each once', () => {
  const debian = distribution('ID=debian\n');
  expect(packagesFor(['depmod', 'modprobe', 'gcc', 'kernel'], debian)).toEqual([
    ...['kmod', 'gcc', 'libc6-dev', 'linux-image-amd64'],
  ]);
});

test('a kernel is built from source that only Debian has', () => {
  expect(packagesFor(KERNEL_BUILD, distribution('ID=debian\n'))).toContain('linux-source-6.1');
  expect(packagesFor(KERNEL_BUILD, distribution('ID=fedora\n'))).toBeUndefined();
});

test('headers count beside the kernel that they are of, the newest first', () => {
  const root = temporaryDirectory();
  expect(releasesWithHeaders(root)).toEqual([]);
  const makefile = (release: string) => join('usr/lib/modules', release, 'build/Makefile');
  addFiles(root, {
    'boot/vmlinuz-6.1.0-9-amd64': '',
    [makefile('6.1.0-9-amd64')]: '',
    'boot/vmlinuz-6.1.0-10-amd64': '',
    [makefile('6.1.0-10-amd64')]: '',
    [makefile('6.1.0-11-amd64')]: '', // of a kernel that is not installed
    'boot/vmlinuz-6.1.0-12-amd64': '', // without headers
    'usr/lib/modules/6.0.5-1-default/vmlinuz': '',
    [makefile('6.0.5-1-default')]: '',
  });
  expect(releasesWithHeaders(root)).toEqual(['6.1.0-10-amd64', '6.1.0-9-amd64', '6.0.5-1-default']);
});

test("set-up and Rapido's own error messages name the same packages", () => {
  const known = Object.entries(PACKAGES).filter(([program]) => packageOf(program));
  expect(known.map(([program]) => program)).toContain('dracut');
  for (const [program, packages] of known) expect(packages, program).toEqual(packageOf(program));
});
