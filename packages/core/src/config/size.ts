const KIB = 1024;
const MIB = KIB ** 2;
const UNITS = [
  { suffix: 'T', bytes: KIB ** 4 },
  { suffix: 'G', bytes: KIB ** 3 },
  { suffix: 'M', bytes: MIB },
  { suffix: 'K', bytes: KIB },
] as const;

/**
 * Bytes of `512M`, `2G`, `1.5GiB`, `4096`: K, M, G and T are powers of 1024, in either case. Undefined for anything
 * else, also for `MB`, which is 1000 or 1024 times 1000 or 1024 depending on who reads it.
 */
export function parseSize(text: string): number | undefined {
  const [, amount, suffix] = /^(\d+(?:\.\d+)?) ?(?:([KMGT])(?:iB)?|B)?$/i.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  const unit = UNITS.find((each) => each.suffix === suffix?.toUpperCase());
  const bytes = Number(amount) * (unit?.bytes ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/**
 * `512M`, `1536M`, `23.4M`, `800B`. A whole number of MiB is written exactly, so `parseSize` gives it back; of anything
 * else, one decimal.
 */
export function formatSize(bytes: number): string {
  const exact = UNITS.find((unit) => unit.bytes >= MIB && bytes >= unit.bytes && bytes % unit.bytes === 0);
  if (exact) return `${bytes / exact.bytes}${exact.suffix}`;
  const unit = UNITS.find((each) => bytes >= each.bytes);
  if (!unit) return `${bytes}B`;
  const amount = bytes / unit.bytes;
  return `${Number.isInteger(amount) ? amount : amount.toFixed(1)}${unit.suffix}`;
}
