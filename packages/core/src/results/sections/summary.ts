import { OUTCOMES } from '../../outcome.js';
import { type Html, html, type Part } from '../html.js';
import { plainLine } from '../plain.js';
import type { ReportData } from '../report-data.js';
import { wordsOf } from '../run-words.js';
import { type Fact, factList, kernelFacts, spanFact, timeFacts, vmFacts, warningsOf } from './facts.js';
import { mood } from './mood.js';

/** How it ended, why, and what was tested. */
export function summary(data: ReportData): Html {
  const { verdict, vms } = data;
  const { outcome, exitCode, reason } = verdict;
  const isAlone = Object.keys(verdict.vms).length === 1;
  return html`<header class="${mood(outcome)}">
<p class="cut">${isAlone ? verdict.vm : wordsOf(verdict)}</p>
<h1>${outcome}<span class="code" title="${OUTCOMES[outcome].meaning}">exit code ${exitCode}</span></h1>
<p class="reason">${plainLine(reason)}</p>
${isAlone ? warningsOf(vms[0].vm) : []}
${factList(isAlone ? factsOfOne(data) : factsOfSeveral(data))}
${contents(data, isAlone)}
</header>`;
}

function factsOfOne({ verdict, vms: [{ vm }] }: ReportData): Fact[] {
  const { kernel, accelerator } = verdict;
  return [...kernelFacts(kernel), ['accelerator', accelerator], ...vmFacts(vm), ...timeFacts(verdict), spanFact(vm)];
}

/** What is different between them is told of each. */
function factsOfSeveral({ verdict }: ReportData): Fact[] {
  return [['VMs', Object.keys(verdict.vms).length], ['accelerator', verdict.accelerator], ...timeFacts(verdict)];
}

function contents({ vms, files, results }: ReportData, isAlone: boolean): Html {
  const links: (readonly [string, Part])[] = [
    ...(isAlone ? [['steps', 'Steps'] as const] : [['vms', 'VMs'] as const]),
    ...(results ? [['tests', `Tests (${results.tests.length})`] as const] : []),
    ...(isAlone ? contentsOf(vms[0]) : vms.map(({ name }) => [`${name}.vm`, name] as const)),
    ...(files.length === 0 ? [] : [['files', 'Files'] as const]),
  ];
  return html`<nav aria-label="Contents">${links.map(([id, text]) => html`<a href="#${id}">${text}</a>`)}</nav>`;
}

function contentsOf({ vm, kernel, console }: ReportData['vms'][0]): (readonly [string, Part])[] {
  return [
    ...(vm.splats.length === 0 ? [] : [['splats', `Splats (${vm.splats.length})`] as const]),
    ...(vm.examination ? [['examination', 'Examination'] as const] : []),
    ...(kernel.head.length === 0 ? [] : [['kernel-log', 'Kernel log'] as const]),
    ...(console.head.length === 0 ? [] : [['console', 'Console'] as const]),
  ];
}
