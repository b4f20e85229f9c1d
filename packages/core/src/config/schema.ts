import type { Setting, Settings } from '@rapido/kit';

/** A JSON schema, draft 7, which editors know best. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Text that refers to other settings can come to anything. */
const REFERS = '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}';

/** A value as each type of setting is written in JSON and YAML; null and an empty text mean "not set". */
const TYPES = {
  string: { type: ['string', 'number', 'boolean', 'null', 'array'], items: { $ref: '#/definitions/word' } },
  path: { type: ['string', 'null'], pattern: '^(?!~[^/])' },
  int: { type: ['integer', 'string', 'null'], pattern: orReference('[+-]?\\d+') },
  size: {
    type: ['integer', 'string', 'null'],
    minimum: 0,
    pattern: orReference('\\d+(\\.\\d+)? ?([KMGTkmgt]([Ii][Bb])?|[Bb])?'),
  },
  bool: {
    anyOf: [
      { enum: [true, false, 0, 1, null] },
      {
        type: 'string',
        pattern: orReference('1|0|[Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Nn]|[Oo][Ff][Ff]'),
      },
    ],
  },
  words: { type: ['string', 'number', 'boolean', 'null', 'array'], items: { $ref: '#/definitions/word' } },
  word: { type: ['string', 'number', 'boolean', 'null'] },
} as const satisfies Readonly<Record<Exclude<Setting['type'], 'enum'> | 'word', JsonSchema>>;

/**
 * The schema of `rapido.config.json`, `rapido.config.yaml` and the key `rapido` of a `package.json`, for editors: it
 * knows `settings`, and allows all others, as plugins that may not be installed bring more.
 */
export function configSchema(settings: Settings): JsonSchema {
  const types = new Set(['word', 'string', ...Object.values(settings).map(({ type }) => type)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:rapido:schema:config:1',
    title: 'Settings of Rapido',
    description:
      'rapido.config.json, rapido.config.yaml, or the key "rapido" of a package.json. Keys that are not here may be those of cuts, which plugins bring.',
    type: 'object',
    properties: {
      $schema: { type: 'string', description: 'Where this schema is, for editors. Rapido ignores it.' },
      ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, schemaOf(setting)])),
    },
    additionalProperties: { $ref: '#/definitions/string' },
    definitions: Object.fromEntries(Object.entries(TYPES).filter(([type]) => types.has(type))),
  };
}

function schemaOf({ type, summary, default: text, options, secret }: Setting): JsonSchema {
  const value = type === 'enum' ? choiceOf(options ?? []) : { allOf: [{ $ref: `#/definitions/${type}` }] };
  const notes = secret ? 'Secret: better in a file that only you can read.' : '';
  return {
    description: [`${summary}.`, notes].filter(Boolean).join(' '),
    ...value,
    ...(text === undefined ? {} : { default: text }),
  };
}

function choiceOf(options: readonly string[]): JsonSchema {
  return { anyOf: [{ enum: [...options, '', null] }, { type: 'string', pattern: REFERS }] };
}

/** The whole text, with white space around it, or one that is empty or refers to another setting. */
function orReference(pattern: string): string {
  return `^\\s*(${pattern})?\\s*$|${REFERS}`;
}
