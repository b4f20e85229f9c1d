import type { Verdict, VmResult } from '../../run/types.js';
import { type Html, html, type Part } from '../html.js';
import { plainLine } from '../plain.js';
import { taintMeaning } from '../taint.js';
import { duration } from './parts.js';

/** A term, and what is to be said of it. */
export type Fact = readonly [term: string, value: Part];

export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

export function kernelFacts({ release, buildId, bootedBy }: Verdict['kernel']): Fact[] {
  return [
    ['kernel', release],
    ['build id', html`<code title="${buildId}">${shortId(buildId)}</code>`],
    ['booted', bootedBy === 'pvh' ? 'vmlinux, by PVH' : 'bzImage'],
  ];
}

/** Of a VM itself, whatever its kernel. */
export function vmFacts({ taint, network = [] }: VmResult): Fact[] {
  return [
    ...(taint === undefined ? [] : [['taint', taintOf(taint)] as const]),
    ...network.map(({ nic, addresses }) => [nic, addresses.join(' ') || 'no address'] as const),
  ];
}

export function timeFacts({ started, ended }: Pick<Verdict, 'started' | 'ended'>): Fact[] {
  return [
    ['started', time(started)],
    ['ended', time(ended)],
  ];
}

/** How long a VM ran. */
export function spanFact({ seconds }: VmResult): Fact {
  return ['in the VM', duration(seconds)];
}

/** What makes a VM's result worth less. */
export function warningsOf({ distrust, lostRecords }: VmResult): Html[] {
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

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

function taintOf(letters: string): Part {
  if (letters === '') return 'none';
  return [...letters].map((letter) => html`<abbr title="${letter}: ${taintMeaning(letter)}">${letter}</abbr>`);
}

function time(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
