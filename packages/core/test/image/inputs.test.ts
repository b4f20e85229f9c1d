import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/index.js';
import { areFilesUnchanged, areSettingsUnchanged, CutInputs } from '../../src/image/inputs.js';
import { isUnchanged, stampOf } from '../../src/source-log.js';
import { temporaryDirectory } from '../temporary.js';

/** Settings of these texts. */
function configOf(texts: Readonly<Record<string, string>>): Config {
  const entry = (name: string, text: string) => ({ name, text, value: text, setting: { type: 'string', summary: '' } });
  const entries = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, entry(name, text)]));
  return { entries, warnings: [] } as unknown as Config;
}

/** Resolves when the file's stamp can be trusted. */
async function settled(path: string): Promise<void> {
  await vi.waitUntil(() => stampOf(new CutInputs().files.stat(path)) !== 'fresh', { timeout: 5000, interval: 5 });
}

test('nothing has changed until a setting that was read has another value', () => {
  const inputs = new CutInputs();
  inputs.onSetting('READ');
  inputs.onSetting('UNSET');
  const stamps = inputs.stamps(configOf({ READ: 'a', OTHER: 'b' }));
  expect(areSettingsUnchanged(stamps, configOf({ READ: 'a', OTHER: 'c' }))).toBe(true);
  expect(areSettingsUnchanged(stamps, configOf({ READ: 'b', OTHER: 'b' }))).toBe(false);
  expect(areSettingsUnchanged(stamps, configOf({ READ: 'a', OTHER: 'b', UNSET: '' }))).toBe(false);
});

test('neither a value nor the same digest twice is kept', () => {
  const inputs = new CutInputs();
  inputs.onSetting('SECRET');
  const [one, other] = [1, 2].map(() => inputs.stamps(configOf({ SECRET: 'hush-hush' })));
  expect(JSON.stringify(one)).not.toContain('hush');
  expect(one?.settings).not.toEqual(other?.settings);
});

const CHANGES: Record<string, (dir: string) => void> = {
  'a file is written anew with the same size and time': (dir) => {
    writeFileSync(join(dir, 'file'), 'neu');
    utimesSync(join(dir, 'file'), 1, 1);
  },
  'a file gets another mode': (dir) => chmodSync(join(dir, 'file'), 0o600),
  'a file goes': (dir) => rmSync(join(dir, 'file')),
  'a file is replaced': (dir) => {
    writeFileSync(join(dir, 'new'), 'old');
    renameSync(join(dir, 'new'), join(dir, 'file'));
  },
  'what was not there comes': (dir) => writeFileSync(join(dir, 'absent'), ''),
  'a directory gets one more name': (dir) => writeFileSync(join(dir, 'tree/b'), ''),
  'a link points elsewhere': (dir) => {
    rmSync(join(dir, 'link'));
    symlinkSync('tree', join(dir, 'link'));
  },
};

test.each(Object.entries(CHANGES))('%s: that is a change', async (_, change) => {
  const dir = temporaryDirectory();
  writeFileSync(join(dir, 'file'), 'old');
  utimesSync(join(dir, 'file'), 1, 1);
  mkdirSync(join(dir, 'tree'));
  writeFileSync(join(dir, 'tree/a'), '');
  symlinkSync('file', join(dir, 'link'));
  const inputs = new CutInputs();
  for (const name of ['file', 'tree']) {
    await settled(join(dir, name));
    inputs.files.stat(join(dir, name));
  }
  expect(inputs.files.names(join(dir, 'tree'))).toEqual(['a']);
  expect(inputs.files.read(join(dir, 'absent'))).toBeUndefined();
  await vi.waitUntil(() => stampOf(new CutInputs().files.lstat(join(dir, 'link'))) !== 'fresh', { interval: 5 });
  expect(inputs.files.linkTarget(join(dir, 'link'))).toBe('file');
  const stamps = inputs.stamps(configOf({}));
  expect(await areFilesUnchanged(stamps)).toBe(true);
  change(dir);
  expect(await areFilesUnchanged(stamps)).toBe(false);
});

test('what was changed a moment ago is never taken for unchanged: its next change might have the same time', () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, 'x');
  const inputs = new CutInputs();
  inputs.files.stat(path);
  const [look = '', stamp = ''] = [...inputs.files.stamps][0] ?? [];
  expect(stamp).toBe('fresh');
  expect(isUnchanged(look, stamp)).toBe(false);
});

test('what has changed between two looks at it counts as changed, as the first one may be in the image', async () => {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, 'old');
  await settled(path);
  const inputs = new CutInputs();
  inputs.files.stat(path);
  writeFileSync(path, 'new');
  await settled(path);
  inputs.files.stat(path);
  expect(await areFilesUnchanged(inputs.stamps(configOf({})))).toBe(false);
});
