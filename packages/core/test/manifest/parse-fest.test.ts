import { describe, expect, it } from 'vitest';
import { FEST_KINDS } from '../../src/manifest/fest-kinds.js';
import { parseFest } from '../../src/manifest/parse-fest.js';

const values: Readonly<Record<string, string>> = { SRC: '/src dir' };
const parse = (text: string) => parseFest(text, { file: '/m/my.fest', expand: (name) => values[name] });
const from = '/m/my.fest:1';

describe('a line', () => {
  it.each([
    ['bin ls', { kind: 'bin', source: 'ls' }],
    ['bin tools/x', { kind: 'bin', source: '/m/tools/x' }],
    ['bin ${SRC}', { kind: 'bin', source: '/src dir' }],
    ['try-bin vim', { kind: 'bin', source: 'vim', optional: true }],
    ['bin ./x dest=/usr/bin/x', { kind: 'bin', source: '/m/x', dest: '/usr/bin/x' }],
    ['bin "dest=/x"', { kind: 'bin', source: '/m/dest=/x' }],
    ['file /a', { kind: 'data', dest: '/a', text: '' }],
    ['file /a b', { kind: 'file', dest: '/a', source: '/m/b' }],
    ['file /a/./b//c/ /x=y', { kind: 'file', dest: '/a/b/c', source: '/x=y' }],
    ['file /a b mode=4755 optional', { kind: 'file', dest: '/a', source: '/m/b', mode: 0o4755, optional: true }],
    ['tree / ../b', { kind: 'tree', dest: '/', source: '/b' }],
    ['tree /a /b exclude="x y" exclude=*.o', { kind: 'tree', dest: '/a', source: '/b', exclude: ['x y', '*.o'] }],
    ['tree /a /b libs=no optional', { kind: 'tree', dest: '/a', source: '/b', libs: false, optional: true }],
    ['dir /run', { kind: 'dir', dest: '/run' }],
    ['dir /run mode=1777', { kind: 'dir', dest: '/run', mode: 0o1777 }],
    ['slink /bin/sh ../bash', { kind: 'slink', dest: '/bin/sh', target: '../bash' }],
    ['kmod dm-snapshot', { kind: 'kmod', name: 'dm-snapshot', load: true }],
    ['kmod x.ko', { kind: 'kmod', name: '/m/x.ko', load: true }],
    ['try-kmod zram load=no', { kind: 'kmod', name: 'zram', load: false, optional: true }],
    ['data /a "x\\n" mode=0600', { kind: 'data', dest: '/a', text: 'x\n', mode: 0o600 }],
    ['data /a x secret perRun', { kind: 'data', dest: '/a', text: 'x', secret: true, perRun: true }],
    ['data /a secret', { kind: 'data', dest: '/a', text: 'secret' }],
    ['autorun a.sh', { kind: 'autorun', source: '/m/a.sh' }],
    ['filter ${SRC}/.git', { kind: 'filter', dest: '/src dir/.git' }],
    ['include other.fest', { kind: 'include', source: '/m/other.fest' }],
    ['vm memory=1024m cpus=2 network', { kind: 'vm', needs: { memory: '1G', cpus: 2, network: true } }],
    ['file /rapido-rsc/mem/2048M', { kind: 'vm', needs: { memory: '2G' } }],
    ['dir /rapido-rsc/mem/512', { kind: 'vm', needs: { memory: '512M' } }],
    ['file /rapido-rsc/cpu/8', { kind: 'vm', needs: { cpus: 8 } }],
    ['tree /rapido-rsc/net ${VM_NET_CONF}', { kind: 'vm', needs: { network: true } }],
    ['dir /rapido-rsc-of-mine/net', { kind: 'dir', dest: '/rapido-rsc-of-mine/net' }],
  ])('%s', (line, item) => {
    expect(parse(line)).toEqual([{ from, ...item }]);
  });

  it('can name several things at once', () => {
    expect(parse('autorun a.sh b.sh\nbin ls cat\n')).toEqual([
      { from, kind: 'autorun', source: '/m/a.sh' },
      { from, kind: 'autorun', source: '/m/b.sh' },
      { from: '/m/my.fest:2', kind: 'bin', source: 'ls' },
      { from: '/m/my.fest:2', kind: 'bin', source: 'cat' },
    ]);
  });

  it.each([
    ['mod zram', 'a line begins with one of bin, try-bin, file'],
    ['"bin" ls', 'a line begins with one of'],
    ['constructor x', 'a line begins with one of'],
    ['bin', 'NAME is missing (bin NAME... [dest=DEST])'],
    ['bin a b dest=/x', 'dest= is for one program'],
    ['bin a dest=/x b', '"b" is too much'],
    ['bin ""', 'is not a path'],
    ['slink /a', 'TARGET is missing'],
    ['slink /a b c', '"c" is too much'],
    ['file a b', 'the destination "a" is not an absolute path'],
    ['file /a/../b c', 'the destination "/a/../b" must do without ".."'],
    ['file /a b mode=rw', '"rw" is not a file mode'],
    ['file /a b mode=0644 mode=0600', 'given twice'],
    ['file /a b optional=1', 'a value that takes none'],
    ['file /a b "optional"', '"optional" is too much'],
    ['tree /a b libs=maybe', 'neither yes nor no'],
    ['tree /a b toString', '"toString" is too much'],
    ['vm memory=much', '"much" is not an amount of memory'],
    ['vm memory=512', '"512" is not an amount of memory'],
    ['vm cpus=0', 'is not a number of CPUs'],
    ['file /rapido-rsc/mem/5T5', 'is not an amount of memory'],
    ['file /rapido-rsc/cpu/x', 'is not a number of CPUs'],
    ['file /rapido-rsc/qemu/custom_args x', 'QEMU_EXTRA_ARGS'],
    ['file /a ${NONE}', '${NONE} has no value'],
  ])('%s is refused', (line, message) => {
    expect(() => parse(line)).toThrow(message);
  });
});

it('every faulty line is in the one error, with its place', () => {
  const text = '# ok\nbin ls\nbin\n\nfile x y\ndir /run\n"open\n';
  expect(() => parse(text)).toThrow(
    expect.objectContaining({
      code: 'ERR_RAPIDO_MANIFEST_SYNTAX',
      exitCode: 129,
      message: [
        '/m/my.fest:3: NAME is missing (bin NAME... [dest=DEST])',
        `/m/my.fest:5: the destination "x" is not an absolute path (${FEST_KINDS['file']?.usage})`,
        '/m/my.fest:7: the quote " is not closed, or text follows right after it',
      ].join('\n'),
    }),
  );
});

it('a fault of the one who expands is no fault of the file', () => {
  const expand = () => {
    throw new TypeError('bug');
  };
  expect(() => parseFest('bin ${X}', { file: '/m/my.fest', expand })).toThrow(TypeError);
});
