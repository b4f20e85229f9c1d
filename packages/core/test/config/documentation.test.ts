import { readFileSync } from 'node:fs';
import type { Setting } from '@rapido/kit';
import { expect, it } from 'vitest';
import { CORE_SETTINGS, wordsOf } from '../../src/config/index.js';
import { loadText, makePlace } from './place.js';

const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
const examples = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

it('docs/configuration.md has a row for every key of core, with its type and default, and no other', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| `[A-Z_]+` \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const expected = Object.entries<Setting>(CORE_SETTINGS).map(([name, { type, options, default: text }]) => [
    `\`${name}\``,
    options ? options.map((option) => `\`${option}\``).join(', ') : type,
    text === undefined ? '' : `\`${text}\``,
  ]);
  expect(rows.map((row) => row.slice(1, 4))).toEqual(expected);
  for (const row of rows) expect(row[4]).toMatch(/\w/);
});

it('its examples load without a warning', async () => {
  const [small, whole] = examples('sh');
  expect((await loadText(small ?? '')).warnings).toEqual([]);
  const { load } = await makePlace({ 'project/rapido.conf': whole ?? '' }, { HOME: '/home/me' });
  const { entries, warnings } = await load();
  expect(warnings).toEqual([]);
  expect(entries).toMatchObject({
    KERNEL_SRC: { text: '/home/me/linux' },
    KERNEL_INSTALL_MOD_PATH: { text: '/home/me/linux/mods' },
    CIFS_PW: { text: 'a$b"c' },
    CIFS_USER: { text: 'a$b' },
    FSTESTS_SRC: { text: '/home/me/src/xfstests-dev' },
    INITIATOR_IQNS: { text: expect.stringMatching(/one +iqn/) },
    QEMU_EXTRA_ARGS: { value: ['-s'] },
    TAP_USER: { text: 'me' },
  });
  const yaml = await makePlace({ 'project/rapido.config.yaml': examples('yaml')[0] ?? '' });
  const config = await yaml.load();
  expect(config.warnings).toEqual([]);
  expect(wordsOf(config, 'DRACUT_EXTRA_ARGS')).toEqual(['--tmpdir', '/var/tmp/my dracut']);
});
