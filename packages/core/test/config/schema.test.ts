import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fileOf, SCHEMAS, textOf } from '../../../../scripts/schemas.mjs';
import { CORE_SETTINGS, configSchema } from '../../src/config/index.js';
import { makePlace, thrown } from './place.js';

const settings = {
  ...CORE_SETTINGS,
  A_SIZE: { type: 'size', summary: 'A size', default: '8G' },
  A_BOOL: { type: 'bool', summary: 'A truth value' },
  A_SECRET: { type: 'string', summary: 'A password', secret: true, required: true },
} as const;
const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(configSchema(settings));

/** Whether the schema allows this value of a key, and Rapido reads it: as a JSON and as a YAML file. */
async function verdicts(name: string, value: unknown) {
  const text = JSON.stringify({ [name]: value, A_SECRET: 'x' });
  const loads = async (file: string) => {
    const { load } = await makePlace({ [`project/${file}`]: text });
    return load({ settings }).then(
      () => true,
      () => false,
    );
  };
  return {
    schema: valid(JSON.parse(text)),
    json: await loads('rapido.config.json'),
    yaml: await loads('rapido.config.yaml'),
  };
}

it('config.schema.json is made of the settings of core: else `npm run docs`', () => {
  const file = readFileSync(`${SCHEMAS}/${fileOf('config')}`, 'utf8');
  expect(textOf(configSchema(CORE_SETTINGS))).toBe(file);
});

it('tells what each key is, its default, and nothing that its type may not have', () => {
  const { properties } = configSchema(settings) as { properties: Record<string, Record<string, unknown>> };
  expect(Object.keys(properties)).toEqual(['$schema', ...Object.keys(settings)]);
  expect(properties['A_SIZE']).toEqual({
    description: 'A size.',
    allOf: [{ $ref: '#/definitions/size' }],
    default: '8G',
  });
  expect(properties['A_SECRET']?.['description']).toMatch(/Secret/);
});

describe('what is right', () => {
  it.each<[string, unknown]>([
    ['KERNEL_SRC', '/home/me/linux'],
    ['KERNEL_SRC', '../linux'],
    ['KERNEL_INSTALL_MOD_PATH', '${KERNEL_SRC}/mods'],
    ['KERNEL_RELEASE', 6.1],
    ['KERNEL_RELEASE', null],
    ['BOOT', 'pvh'],
    ['BOOT', ''],
    ['BOOT', '${IMAGE_DRIVER}'],
    ['BR_MTU', 9000],
    ['BR_MTU', '9000'],
    ['BR_MTU', ' 9000 '],
    ['BR_MTU', ''],
    ['DRACUT_EXTRA_ARGS', ['--tmpdir', '/var/tmp/my dracut']],
    ['DRACUT_EXTRA_ARGS', '--tmpdir /var/tmp'],
    ['DYN_DEBUG_MODULES', ['btrfs', 'zram']],
    ['A_SIZE', '512M'],
    ['A_SIZE', '1.5GiB'],
    ['A_SIZE', 4096],
    ['A_BOOL', true],
    ['A_BOOL', 'Yes'],
    ['A_BOOL', 0],
    ['A_BOOL', 'off'],
    ['OF_A_PLUGIN', 'x'],
    ['OF_A_PLUGIN', ['x', 1]],
    ['$schema', './rapido.schema.json'],
  ])('%s: %j', async (name, value) => {
    expect(await verdicts(name, value)).toEqual({ schema: true, json: true, yaml: true });
  });
});

describe('what is wrong', () => {
  it.each<[string, unknown]>([
    ['KERNEL_SRC', '~other/linux'],
    ['KERNEL_SRC', { dir: '/x' }],
    ['BOOT', 'grub'],
    ['BOOT', 'PVH'],
    ['VM_NET', true],
    ['BR_MTU', 'big'],
    ['BR_MTU', 1.5],
    ['BR_MTU', true],
    ['DRACUT_EXTRA_ARGS', { tmpdir: '/x' }],
    ['DRACUT_EXTRA_ARGS', [['--tmpdir']]],
    ['A_SIZE', '512MB'],
    ['A_SIZE', -1],
    ['A_SIZE', 'much'],
    ['A_BOOL', 'maybe'],
    ['A_BOOL', 2],
    ['OF_A_PLUGIN', { x: 1 }],
  ])('%s: %j', async (name, value) => {
    expect(await verdicts(name, value)).toEqual({ schema: false, json: false, yaml: false });
  });
});

it('the YAML of docs/configuration.md is right', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/^```(?:yaml|json)\n(.*?)^```$/gms)].map(([, text = '']) => parse(text));
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(valid(example), JSON.stringify(valid.errors)).toBe(true);
});

describe('$schema', () => {
  const files = {
    'rapido.config.json': '{ "$schema": "./x.json", "BR_DEV": "br7" }',
    'rapido.config.yaml': '$schema: ./x.json\nBR_DEV: br7\n',
    'package.json': '{ "rapido": { "$schema": "./x.json", "BR_DEV": "br7" } }',
  };
  it.each(Object.entries(files))('is no setting in %s', async (file, text) => {
    const { load } = await makePlace({ [`project/${file}`]: text });
    const { entries, warnings } = await load();
    expect(entries['BR_DEV']?.text).toBe('br7');
    expect(Object.keys(entries)).not.toContain('$schema');
    expect(warnings).toEqual([]);
  });

  it('is none of rapido.conf', async () => {
    const { load } = await makePlace({ 'project/rapido.conf': '$schema=./x.json\n' });
    expect(await thrown(() => load())).toMatchObject({ code: 'ERR_RAPIDO_CONFIG_SYNTAX' });
  });
});
