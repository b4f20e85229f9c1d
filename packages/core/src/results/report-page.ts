import type { Verdict } from '../run/types.js';

/** The report of a run as one HTML page that needs nothing else. */
export async function reportPage(_bundle: string, verdict: Verdict): Promise<string> {
  return `<!doctype html><title>${verdict.outcome}</title>\n`;
}
