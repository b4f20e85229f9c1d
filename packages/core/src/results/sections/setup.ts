import { type Html, html, preText } from '../html.js';
import type { ReportData } from '../report-data.js';

const SHOWN: readonly (readonly [string, string])[] = [
  ['qemu.txt', 'Command line of QEMU'],
  ['settings.json', 'Settings'],
  ['manifest.fest', 'Manifest'],
];

/** With what the VM was started. */
export function setupSection({ texts }: ReportData): Html | undefined {
  const shown = SHOWN.filter(([file]) => texts[file] !== undefined);
  if (shown.length === 0) return undefined;
  return html`<section id="setup">
<h2>Set-up</h2>
${shown.map(
  ([file, title]) => html`<details>
<summary>${title}</summary>
<pre class="wrapped">${preText(texts[file]?.trimEnd() ?? '')}</pre>
</details>
`,
)}</section>`;
}
