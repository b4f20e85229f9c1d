import { type Html, html, type Part, preText } from '../html.js';
import { plainLine } from '../plain.js';
import type { VmReport } from '../report-data.js';
import { heading } from './parts.js';

/** What was found out of a VM before it was ended. */
export function examinationSection(report: VmReport): Html | undefined {
  const { vm, texts } = report;
  const { examination } = vm;
  if (examination === undefined) return undefined;
  const { state, cpus, blocked, answeredTo } = examination;
  const registers = texts['registers.txt']?.trim();
  return html`<section id="${report.anchor}examination">
${heading(report, 'Examination')}
<p>${ANSWERS[answeredTo]} QEMU's state of the VM: ${plainLine(state)}.</p>
<h3>Tasks in uninterruptible sleep</h3>
${list(blocked, 'None was found.')}
<h3>CPUs</h3>
${list(cpus, 'QEMU did not say.')}
${registers && html`<details><summary>Registers</summary><pre>${preText(registers)}</pre></details>`}
</section>`;
}

/** `Examination.answeredTo` in a sentence. */
const ANSWERS = {
  agent: 'User space was alive: asked through the agent, the kernel has told where its tasks and CPUs were.',
  break: 'User space was silent; the kernel has answered to a break on its console.',
  nmi: 'Neither user space nor the console answered; a CPU has answered to an NMI.',
  nothing: 'The kernel answered to nothing.',
} as const;

function list(lines: readonly string[], otherwise: string): Part {
  if (lines.length === 0) return html`<p>${otherwise}</p>`;
  return html`<ul>${lines.map((line) => html`<li><code>${plainLine(line)}</code></li>\n`)}</ul>`;
}
