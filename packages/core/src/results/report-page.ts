import { createHash } from 'node:crypto';
import type { Verdict } from '../run/types.js';
import { html, type Part } from './html.js';
import { REPORT_CSS } from './report.css.js';
import { type ReportData, readReportData } from './report-data.js';
import { REPORT_SCRIPT } from './report-script.js';
import { filesSection } from './sections/files.js';
import { setupSection } from './sections/setup.js';
import { stepsSection } from './sections/steps.js';
import { summary } from './sections/summary.js';
import { testsSection } from './sections/tests.js';
import { foundIn, vmSection } from './sections/vm.js';
import { vmsSection } from './sections/vms.js';

/**
 * The report of a run as one HTML page: it needs no network and no other file, but links to those of the bundle, and no script
 * but one of its own, which sorts the tests of a suite. `bundle` is the directory of the run; what is not there is left out.
 */
export async function reportPage(bundle: string, verdict: Verdict): Promise<string> {
  const data = await readReportData(bundle, verdict);
  const { outcome, vm } = verdict;
  const scripts = data.results === undefined ? [] : [REPORT_SCRIPT];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${vm}: ${outcome}</title>
<style>${{ html: REPORT_CSS }}</style>
</head>
<body>
${summary(data)}
<main>
${sections(data)}
</main>
<footer>Report of a run of Rapido. The files that it links to lie beside it.</footer>
${scripts.map((script) => html`<script>${{ html: script }}</script>\n`)}</body>
</html>
`.html;
}

/** Nothing may be loaded from anywhere, and no script run but the page's own, whatever a guest has printed. */
function policy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${sourceOf(REPORT_CSS)}`,
    ...scripts.map((script) => `script-src ${sourceOf(script)}`),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Of a VM alone each is one of the page; of several, those of a VM are together. */
function sections(data: ReportData): Part[] {
  const { vms } = data;
  const [first] = vms;
  if (first.level === 2)
    return [stepsSection(first), testsSection(data), ...foundIn(first), filesSection(data), setupSection(first)];
  return [vmsSection(data), testsSection(data), ...vms.map(vmSection), filesSection(data)];
}
