import type { Banner } from './banner.js';
import { CORRUPTION_BANNERS } from './corruption.js';
import { LOCKING_BANNERS } from './locking.js';
import { OOPS_BANNERS } from './oops.js';
import { PANIC_BANNERS } from './panic.js';
import { SANITIZER_BANNERS } from './sanitizers.js';
import { STALL_BANNERS } from './stalls.js';
import { WARNING_BANNERS } from './warnings.js';

export type { Banner } from './banner.js';
export { RULE } from './banner.js';

/** The first row that matches is what a line is; the last one takes every other `BUG:`. */
const BANNERS: readonly Banner[] = [
  ...SANITIZER_BANNERS,
  ...OOPS_BANNERS,
  ...PANIC_BANNERS,
  ...WARNING_BANNERS,
  ...LOCKING_BANNERS,
  ...STALL_BANNERS,
  ...CORRUPTION_BANNERS,
];

/** Most lines of a log begin no report: one look tells, before all rows are tried. */
const MAY_BEGIN =
  /BUG|WARNING|INFO: |ERR: |UBSAN|panic|PANIC|Oops|rror: |Unhandled|nable to handle|unreferenced|kmemleak|VFS: |\[#|LOCKUP|stack|Bad mode|Alignment|unregister_netdevice/;

export interface BannerMatch {
  readonly banner: Banner;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** What report a line begins, if it does. */
export function matchBanner(text: string): BannerMatch | undefined {
  if (!MAY_BEGIN.test(text)) return undefined;
  for (const banner of BANNERS) {
    const match = banner.pattern.exec(text);
    if (match) return { banner, groups: match.groups ?? {} };
  }
  return undefined;
}
