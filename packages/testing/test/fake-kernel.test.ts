import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeKernel } from '../src/index.js';

it('has modules that modinfo reads', async () => {
  const modules = [{ name: 'foo_bar', depends: ['baz'], aliases: ['fs-foo'] }, 'plain'];
  const { dir, release } = await fakeKernel({ release: '6.9.1-x', modules });
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };
  const field = (name: string, what: string) =>
    execFileSync('modinfo', ['-F', what, join(dir, `fake/${name}.ko`)], { encoding: 'utf8', env }).trim();
  expect(field('foo_bar', 'depends')).toBe('baz');
  expect(field('foo_bar', 'alias')).toBe('fs-foo');
  expect(field('baz', 'vermagic')).toMatch(new RegExp(`^${release} `));
  expect(readFileSync(join(dir, 'modules.order'), 'utf8')).toBe('fake/baz.o\nfake/foo_bar.o\nfake/plain.o\n');
});

it('has the configuration that goes with them, and what else is said', async () => {
  const config = { CONFIG_NAME: 'a b', CONFIG_TTY: 'n', CONFIG_MAX: 7 } as const;
  const { dir } = await fakeKernel({ modules: ['btrfs'], builtin: ['zram'], config });
  const lines = readFileSync(join(dir, '.config'), 'utf8').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      ...['CONFIG_BTRFS_FS=m', 'CONFIG_ZRAM=y', 'CONFIG_NAME="a b"', '# CONFIG_TTY is not set', 'CONFIG_MAX=7'],
      ...['CONFIG_MODULES=y', 'CONFIG_SERIAL_8250_RUNTIME_UARTS=4'],
    ]),
  );
});

it('goes when one is done with it', async () => {
  const { dir, remove } = await fakeKernel();
  await remove();
  expect(existsSync(dir)).toBe(false);
});
