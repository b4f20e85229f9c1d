// Writes packages/core/schemas from the settings of core and the types of result.json and results.json: npm run docs. They are
// committed, not built: what a change does to files that programs read is seen where it is reviewed, and a build takes no longer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import { TOP } from './lib/workspace.mjs';

const CORE = join(TOP, 'packages/core');

export const SCHEMAS = join(CORE, 'schemas');

const RESULTS = [
  { name: 'result', path: 'src/run/types.ts', type: 'Verdict', title: 'result.json of a run of Rapido' },
  {
    name: 'results',
    path: 'src/suite/types.ts',
    type: 'SuiteResults',
    title: 'results.json of a test suite run by Rapido',
  },
];

/** The schemas of what runs leave: texts by the names of their files. */
export function resultSchemas() {
  return Object.fromEntries(
    RESULTS.map(({ name, path, type, title }) => [
      fileOf(name),
      textOf({ title, $id: `urn:rapido:schema:${name}:1`, ...schemaOf(join(CORE, path), type) }),
    ]),
  );
}

/** The schema's text, as its file has it. */
export function textOf(schema) {
  const { $schema, $id, title, ...rest } = schema;
  return `${JSON.stringify({ $schema, $id, title, ...rest }, null, 2)}\n`;
}

export function fileOf(name) {
  return `${name}.schema.json`;
}

/** Fields that are not described are allowed: later versions add some. */
function schemaOf(path, type) {
  const tsconfig = join(CORE, 'tsconfig.json');
  const options = { path, tsconfig, type, additionalProperties: true, topRef: false, skipTypeCheck: true };
  return createGenerator({ ...options, sortProps: false }).createSchema(type);
}

async function configText() {
  const { configSchema, CORE_SETTINGS } = await import('../packages/core/dist/config/index.js');
  return textOf(configSchema(CORE_SETTINGS));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(SCHEMAS, { recursive: true });
  const texts = { [fileOf('config')]: await configText(), ...resultSchemas() };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(SCHEMAS, name), text);
}
