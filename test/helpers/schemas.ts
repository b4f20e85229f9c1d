// Holds what runs leave against the schemas that @rapido/core publishes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';

type Schema = Readonly<Record<string, unknown>>;

const validators = new Map<string, ValidateFunction>();

/** Throws unless `data` is as `@rapido/core/schemas/NAME.schema.json` says, and has no field that is not described there. */
export function expectSchema(name: 'result' | 'results', data: unknown): void {
  const validate = validators.get(name) ?? new Ajv({ allErrors: true }).compile(closed(readSchema(name)));
  validators.set(name, validate);
  if (!validate(data))
    throw new Error(`${name}.json is not as its schema: ${JSON.stringify(validate.errors, null, 2)}`);
}

function readSchema(name: string): Schema {
  const url = import.meta.resolve(`@rapido/core/schemas/${name}.schema.json`);
  return JSON.parse(readFileSync(fileURLToPath(url), 'utf8')) as Schema;
}

/** The schema without what lets later versions add fields. */
function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  const parts = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return { ...('properties' in schema ? { additionalProperties: false } : {}), ...parts } as T;
}
