import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveManifest } from '../../src/manifest/resolve.js';
import type { ManifestEntry } from '../../src/manifest/types.js';
import { environmentIn, temporaryDirectory } from '../temporary.js';

type Draft = ManifestEntry extends infer E
  ? E extends ManifestEntry
    ? Omit<E, 'from'> & { from?: string }
    : never
  : never;

const asked = (drafts: readonly Draft[]) => drafts.map((draft) => ({ from: 'test', ...draft }) as ManifestEntry);

/** A directory with a program, a file, a tree and a script, first in PATH. */
function sandbox() {
  const dir = realpathSync(temporaryDirectory());
  const environment = environmentIn(dir);
  const program = join(dir, 'my-tool');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  writeFileSync(join(dir, 'plain'), 'x');
  mkdirSync(join(dir, 'tree'));
  writeFileSync(join(dir, 'run.sh'), 'echo\n');
  const variables = { ...environment.variables, PATH: `${dir}:${environment.variables['PATH']}` };
  const resolve = (drafts: readonly Draft[], builtin: readonly Draft[] = []) =>
    resolveManifest(asked(drafts), { environment: { ...environment, variables }, builtinEntries: asked(builtin) });
  return { dir, program, resolve };
}

describe('programs', () => {
  it('are found in PATH and keep their path', async () => {
    const { program, resolve } = sandbox();
    const { entries, missing } = await resolve([
      { kind: 'bin', source: 'my-tool' },
      { kind: 'bin', source: program, dest: '/usr/bin/renamed' },
      { kind: 'bin', source: 'no-such-tool', optional: true },
    ]);
    expect(missing).toEqual([]);
    expect(entries).toEqual(
      [
        { kind: 'file', dest: program, source: program, needs: true },
        { kind: 'file', dest: '/usr/bin/renamed', source: program, needs: true },
      ].sort((a, b) => (a.dest < b.dest ? -1 : 1)),
    );
  });

  it('are found in the sbin directories, which a PATH may lack', async () => {
    const environment = environmentIn(temporaryDirectory());
    const { entries } = await resolveManifest(asked([{ kind: 'bin', source: 'ldconfig' }]), {
      environment: { ...environment, variables: { PATH: '/usr/bin' } },
    });
    expect(entries).toMatchObject([{ kind: 'file', dest: expect.stringMatching(/sbin\/ldconfig$/) }]);
  });

  it('of systemd are found where nobody calls them', async () => {
    const { entries } = await sandbox().resolve([{ kind: 'bin', source: 'systemd-udevd' }]);
    expect(entries).toMatchObject([{ kind: 'file', dest: '/usr/lib/systemd/systemd-udevd', needs: true }]);
  });

  it('have one name where /bin is /usr/bin', async () => {
    const { resolve } = sandbox();
    const { entries } = await resolve([
      { kind: 'bin', source: '/bin/sh' },
      { kind: 'bin', source: join(realpathSync('/bin'), 'sh') },
    ]);
    expect(entries.map(({ dest }) => dest)).toEqual([join(realpathSync('/bin'), 'sh')]);
  });

  it('may be files that are not executable, and whole directories', async () => {
    const { dir, resolve } = sandbox();
    const { entries } = await resolve([
      { kind: 'bin', source: join(dir, 'plain') },
      { kind: 'bin', source: join(dir, 'tree') },
    ]);
    expect(entries).toEqual([
      { kind: 'file', dest: join(dir, 'plain'), source: join(dir, 'plain'), needs: true },
      { kind: 'tree', dest: join(dir, 'tree'), source: join(dir, 'tree'), exclude: [], needs: true },
    ]);
  });

  it('may be shared libraries, found where the loader finds them', async () => {
    const linked = execFileSync('ldd', ['/bin/sh'], { encoding: 'utf8' });
    const [, library = ''] = /(libc\.so\.\d+) => /.exec(linked) ?? [];
    const { entries, missing } = await sandbox().resolve([
      { kind: 'bin', source: library },
      { kind: 'bin', source: 'pam_permit.so' },
      { kind: 'bin', source: 'libnone.so.7' },
    ]);
    expect(entries.map(({ dest }) => basename(dest)).sort()).toEqual([library, 'pam_permit.so']);
    expect(missing).toEqual([{ kind: 'bin', name: 'libnone.so.7', from: 'test' }]);
  });
});

describe('what is missing', () => {
  it('is returned all at once, in the order asked, with the package that has it', async () => {
    const { dir, resolve } = sandbox();
    symlinkSync('nowhere', join(dir, 'dangling'));
    const { missing } = await resolve([
      { kind: 'bin', source: 'no-such-tool', from: 'a' },
      { kind: 'file', dest: '/x', source: join(dir, 'dangling'), from: 'b' },
      { kind: 'file', dest: '/y', source: join(dir, 'tree') },
      { kind: 'tree', dest: '/z', source: join(dir, 'plain') },
      { kind: 'autorun', source: join(dir, 'plain', 'below') },
      { kind: 'bin', source: '/opt/none/mkfs.xfs' },
      { kind: 'tree', dest: '/o', source: join(dir, 'none'), optional: true },
      { kind: 'file', dest: '/d', source: '/dev/null' },
    ]);
    const packages = { debian: 'xfsprogs', fedora: 'xfsprogs', opensuse: 'xfsprogs' };
    expect(missing).toEqual([
      { kind: 'bin', name: 'no-such-tool', from: 'a' },
      { kind: 'file', name: join(dir, 'dangling'), from: 'b' },
      { kind: 'file', name: join(dir, 'tree'), from: 'test', why: 'is a directory' },
      { kind: 'tree', name: join(dir, 'plain'), from: 'test', why: 'is not a directory' },
      { kind: 'autorun', name: join(dir, 'plain', 'below'), from: 'test' },
      { kind: 'bin', name: '/opt/none/mkfs.xfs', from: 'test', packages },
      { kind: 'file', name: '/dev/null', from: 'test', why: 'is neither a file nor a directory' },
    ]);
  });
});

describe('destinations', () => {
  it('are one for equal entries, sorted, with the usual modes', async () => {
    const { dir, program, resolve } = sandbox();
    const plain = join(dir, 'plain');
    const { entries } = await resolve([
      { kind: 'slink', dest: '/b', target: 'a', from: 'one' },
      { kind: 'slink', dest: '/b', target: 'a', from: 'two' },
      { kind: 'bin', source: program },
      { kind: 'file', dest: program, source: program },
      { kind: 'data', dest: '/a', text: 'x' },
      { kind: 'file', dest: '/c', source: plain, mode: 0o600 },
      { kind: 'dir', dest: '/e' },
      { kind: 'dir', dest: '/e', mode: 0o700 },
      { kind: 'dir', dest: '/f' },
      { kind: 'dir', dest: '/t' },
      { kind: 'tree', dest: '/t', source: join(dir, 'tree'), exclude: ['x'], libs: false },
    ]);
    expect(entries).toEqual([
      { kind: 'data', dest: '/a', text: 'x', mode: 0o644 },
      { kind: 'slink', dest: '/b', target: 'a' },
      { kind: 'file', dest: '/c', source: plain, needs: true, mode: 0o600 },
      { kind: 'dir', dest: '/e', mode: 0o700 },
      { kind: 'dir', dest: '/f', mode: 0o755 },
      { kind: 'tree', dest: '/t', source: join(dir, 'tree'), exclude: ['x'], needs: false },
      { kind: 'file', dest: program, source: program, needs: true },
    ]);
  });

  it('that are to be different things are an error that names both', async () => {
    const { dir, resolve } = sandbox();
    const failed = resolve([
      { kind: 'file', dest: '/etc/x', source: join(dir, 'plain'), from: 'cut' },
      { kind: 'data', dest: '/etc/x', text: 'secret', secret: true, from: '/a.fest:3' },
      { kind: 'data', dest: '/etc/x/below', text: '', from: '--file' },
    ]);
    await expect(failed).rejects.toMatchObject({
      code: 'ERR_RAPIDO_MANIFEST_CONFLICT',
      exitCode: 129,
      message: [
        `/etc/x is to be the file ${dir}/plain (cut) and a text of 6 characters, mode 0600 (/a.fest:3)`,
        `/etc/x/below (--file) lies below /etc/x, which is the file ${dir}/plain (cut)`,
      ].join('\n'),
    });
  });

  it('at or below a filter are dropped, wherever the filter stands', async () => {
    const { dir, program, resolve } = sandbox();
    const { entries, filters, missing } = await resolve([
      { kind: 'dir', dest: '/a' },
      { kind: 'dir', dest: '/a/b' },
      { kind: 'dir', dest: '/ab' },
      { kind: 'file', dest: '/a/missing', source: join(dir, 'none') },
      { kind: 'bin', source: 'my-tool' },
      { kind: 'filter', dest: '/a' },
      { kind: 'filter', dest: program },
      { kind: 'filter', dest: '/bin/vi' },
    ]);
    expect(entries.map(({ dest }) => dest)).toEqual(['/ab']);
    expect(filters).toEqual([program, '/a', join(realpathSync('/bin'), 'vi')].sort());
    expect(missing).toEqual([]);
  });

  it('of the builtin entries are nobody else’s below /rapido, and give way elsewhere', async () => {
    const { resolve } = sandbox();
    const builtin = [
      { kind: 'data', dest: '/etc/passwd', text: 'builtin', from: 'rapido' },
      { kind: 'data', dest: '/rapido/init', text: 'init', from: 'rapido' },
    ] as const;
    const own = { kind: 'data', dest: '/etc/passwd', text: 'own' } as const;
    const { entries } = await resolve([own, { kind: 'filter', dest: '/rapido' }], builtin);
    expect(entries).toMatchObject([own, { dest: '/rapido/init', text: 'init' }]);
    const failed = resolve([{ kind: 'data', dest: '/rapido/init', text: 'mine' }], builtin);
    await expect(failed).rejects.toThrow('/rapido/init is to be a text of 4 characters, mode 0644 (rapido) and');
  });
});

it('scripts get their places in the order asked, and run once', async () => {
  const { dir, resolve } = sandbox();
  const script = join(dir, 'run.sh');
  const { autorun, entries } = await resolve([
    { kind: 'autorun', source: script },
    { kind: 'autorun', source: join(dir, 'plain') },
    { kind: 'autorun', source: script },
  ]);
  expect(autorun).toEqual(['/rapido/autorun/00-run.sh', '/rapido/autorun/01-plain.sh']);
  expect(entries).toEqual([
    { kind: 'file', dest: '/rapido/autorun/00-run.sh', source: script, needs: false },
    { kind: 'file', dest: '/rapido/autorun/01-plain.sh', source: join(dir, 'plain'), needs: false },
  ]);
});

it('secrets and what differs per run stay out of the image', async () => {
  const { entries, runFiles } = await sandbox().resolve([
    { kind: 'data', dest: '/s', text: 'pw', secret: true },
    { kind: 'data', dest: '/r', text: 'x', perRun: true },
    { kind: 'data', dest: '/m', text: 'x', secret: true, mode: 0o640 },
  ]);
  expect(entries).toEqual([]);
  expect(runFiles).toEqual([
    { dest: '/m', text: 'x', mode: 0o640, secret: true },
    { dest: '/r', text: 'x', mode: 0o644, secret: false },
    { dest: '/s', text: 'pw', mode: 0o600, secret: true },
  ]);
});

it('a module is asked for once: loaded if anybody says so, optional only if all do', async () => {
  const { modules } = await sandbox().resolve([
    { kind: 'kmod', name: 'dm-snapshot', load: false, optional: true, from: 'a' },
    { kind: 'kmod', name: 'zram', load: true, optional: true, from: 'b' },
    { kind: 'kmod', name: 'dm_snapshot', load: true, from: 'c' },
  ]);
  expect(modules).toEqual([
    { name: 'dm-snapshot', load: true, from: 'a' },
    { name: 'zram', load: true, optional: true, from: 'b' },
  ]);
});
