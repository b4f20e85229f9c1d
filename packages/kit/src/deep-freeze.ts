/** Freezes a value with all that it holds, whatever of it is frozen already; returns it. */
export function deepFreeze<T>(value: T): T {
  freezeParts(value, new Set());
  return value;
}

function freezeParts(value: unknown, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const part of Object.values(Object.freeze(value))) freezeParts(part, seen);
}
