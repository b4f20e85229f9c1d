import { OUTCOMES, type Outcome } from '../../outcome.js';
import { type Html, html, type Part } from '../html.js';
import { plainLine } from '../plain.js';
import type { ReportData } from '../report-data.js';
import { taintMeaning } from '../taint.js';
import { duration } from './parts.js';

/** How it ended, why, and what was tested. */
export function summary(data: ReportData): Html {
  const { outcome, exitCode, reason, vm: name } = data.verdict;
  return html`<header class="${mood(outcome)}">
<p class="cut">${name}</p>
<h1>${outcome}<span class="code" title="${OUTCOMES[outcome].meaning}">exit code ${exitCode}</span></h1>
<p class="reason">${plainLine(reason)}</p>
${warnings(data)}
<dl class="facts">
${facts(data).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>
${contents(data)}
</header>`;
}

/** Red for what the kernel did, amber for what says nothing of it. */
function mood(outcome: Outcome): 'good' | 'bad' | 'neutral' {
  if (outcome === 'pass') return 'good';
  return ['interrupted', 'usage', 'host', 'untestable'].includes(outcome) ? 'neutral' : 'bad';
}

function warnings({ vm: { distrust, lostRecords } }: ReportData): Html[] {
  return [
    ...(distrust === undefined ? [] : [html`<p class="warning">Not to be trusted: ${plainLine(distrust)}.</p>`]),
    ...(lostRecords === 0
      ? []
      : [
          html`<p class="warning">${lostRecords} records of the kernel log were overwritten before they could be read: a
report among them has not been seen.</p>`,
        ]),
  ];
}

function facts({ verdict, vm }: ReportData): [string, Part][] {
  const { kernel, accelerator, started, ended } = verdict;
  return [
    ['kernel', kernel.release],
    ['build id', html`<code title="${kernel.buildId}">${shortId(kernel.buildId)}</code>`],
    ['booted', kernel.bootedBy === 'pvh' ? 'vmlinux, by PVH' : 'bzImage'],
    ['accelerator', accelerator],
    ...(vm.taint === undefined ? [] : [['taint', taint(vm.taint)] satisfies [string, Part]]),
    ...(vm.network ?? []).map(({ nic, addresses }): [string, Part] => [nic, addresses.join(' ') || 'no address']),
    ['started', time(started)],
    ['ended', time(ended)],
    ['in the VM', duration(vm.seconds)],
  ];
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

function taint(letters: string): Part {
  if (letters === '') return 'none';
  return [...letters].map((letter) => html`<abbr title="${letter}: ${taintMeaning(letter)}">${letter}</abbr>`);
}

function time(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function contents({ vm, kernel, console, files, results }: ReportData): Html {
  const links: [string, Part][] = [
    ['steps', 'Steps'],
    ...(results ? [['tests', `Tests (${results.tests.length})`] satisfies [string, Part]] : []),
    ...(vm.splats.length === 0 ? [] : [['splats', `Splats (${vm.splats.length})`] satisfies [string, Part]]),
    ...(vm.examination ? [['examination', 'Examination'] satisfies [string, Part]] : []),
    ...(kernel.head.length === 0 ? [] : [['kernel-log', 'Kernel log'] satisfies [string, Part]]),
    ...(console.head.length === 0 ? [] : [['console', 'Console'] satisfies [string, Part]]),
    ...(files.length === 0 ? [] : [['files', 'Files'] satisfies [string, Part]]),
  ];
  return html`<nav aria-label="Contents">${links.map(([id, text]) => html`<a href="#${id}">${text}</a>`)}</nav>`;
}
