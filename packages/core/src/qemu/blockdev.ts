/** The properties of QEMU's `-blockdev` (qemu(1)), less those that Rapido gives itself. */
export type Blockdev = Readonly<Record<string, unknown>>;

/** Where a disk says the same in another way. */
const OWN = ['node-name', 'read-only'];

/** What is wrong with properties that a cut gives, in a few words. */
export function blockdevFault(blockdev: unknown): string | undefined {
  if (!isPlain(blockdev) || !isJson(blockdev)) return 'is no object of JSON';
  const { driver } = blockdev;
  if (typeof driver !== 'string' || driver === '') return 'names no driver, as { driver: "rbd", … }';
  const own = OWN.find((name) => name in blockdev);
  return own && `has "${own}", which is Rapido's to say`;
}

/** Properties without a value are left out when it is written. */
function isJson(value: unknown, above: readonly unknown[] = []): boolean {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Number.isFinite(value)) return true;
  if ((!isPlain(value) && !Array.isArray(value)) || above.includes(value)) return false;
  return Object.values(value).every((part) => isJson(part, [...above, value]));
}

function isPlain(value: unknown): value is Blockdev {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
