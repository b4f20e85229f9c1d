import { type Html, html, preText } from '../html.js';
import type { VmReport } from '../report-data.js';
import { heading } from './parts.js';

const SHOWN: readonly (readonly [string, string])[] = [
  ['qemu.txt', 'Command line of QEMU'],
  ['settings.json', 'Settings'],
  ['manifest.fest', 'Manifest'],
];

/** With what the VM was started. */
export function setupSection(report: VmReport): Html | undefined {
  const { texts } = report;
  const shown = SHOWN.filter(([file]) => texts[file] !== undefined);
  if (shown.length === 0) return undefined;
  return html`<section id="${report.anchor}setup">
${heading(report, 'Set-up')}
${shown.map(
  ([file, title]) => html`<details>
<summary>${title}</summary>
<pre class="wrapped">${preText(texts[file]?.trimEnd() ?? '')}</pre>
</details>
`,
)}</section>`;
}
