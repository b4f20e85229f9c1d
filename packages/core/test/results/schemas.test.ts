import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resultSchemas, SCHEMAS } from '../../../../scripts/schemas.mjs';

const schemas = resultSchemas();

it.each(Object.keys(schemas))('%s is what the types say: else `npm run docs`', (name) => {
  expect(schemas[name]).toBe(readFileSync(`${SCHEMAS}/${name}`, 'utf8'));
});

it.each(Object.entries(schemas))('%s says of every field what it is', (_, text) => {
  const { definitions, ...top } = JSON.parse(text ?? '') as Schema;
  const mute = Object.entries({ '': top, ...definitions }).flatMap(([type, schema]) => muteFields(schema, type));
  expect(mute).toEqual([]);
});

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Of counts by status, the status says enough. */
function muteFields({ properties = {} }: Schema, place: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const here = `${place}.${name}`;
    if (/\.(tests|counts)$/.test(place)) return [];
    return [...(field.description === undefined ? [here] : []), ...muteFields(field, here)];
  });
}
