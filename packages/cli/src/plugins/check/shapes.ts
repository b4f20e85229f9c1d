// What values that anybody may have written are.
import type { Setting } from '@rapido/kit';

export const SETTING_TYPES: readonly Setting['type'][] = ['string', 'path', 'int', 'size', 'bool', 'enum', 'words'];

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is a text of one line that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\n');
}

export function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** Places below `value` that JSON cannot have, or would lose, as `vm.memory`. */
export function placesNotJson(value: unknown, place: string, above: readonly unknown[] = []): string[] {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (Number.isFinite(value)) return [];
  const isPlain = isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if ((!isPlain && !Array.isArray(value)) || above.includes(value)) return [place];
  return Object.entries(value).flatMap(([key, part]) =>
    placesNotJson(part, place === '' ? key : `${place}.${key}`, [...above, value]),
  );
}
