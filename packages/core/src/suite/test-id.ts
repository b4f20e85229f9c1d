import type { TestId } from './types.js';

/** A test in one line, as people and files name it: `generic/001`, or `generic/001 (xfs_4k)` under a condition. */
export function testLabel({ name, condition }: TestId): string {
  return condition === undefined ? name : `${name} (${condition})`;
}

/** The test of a label. */
export function parseTestLabel(label: string): TestId {
  const [, name = label, condition] = /^(\S+) \((.*)\)$/.exec(label.trim()) ?? [undefined, label.trim()];
  return condition === undefined ? { name } : { name, condition };
}
