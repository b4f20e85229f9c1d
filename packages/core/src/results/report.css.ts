import { STATUSES } from '../suite/results/status.js';

/** The style of a report. */
export const REPORT_CSS = `
:root {
  --paper: #fcfcfa; --ink: #1d2126; --soft: #666d76; --line: #e1e2dd; --panel: #f3f3ef;
  --good: #2e7d4f; --bad: #b3261e; --warn: #8f5c00; --link: #24589c;
  --bad-soft: #b3261e14; --target: #ffe9a8; --bar-boot: #b9bdc3;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #dfe2e6; --soft: #959ca5; --line: #2b3037; --panel: #1c2025;
    --good: #6cc08b; --bad: #f2837a; --warn: #dfb160; --link: #8ab6ee;
    --bad-soft: #f2837a1c; --target: #54471b; --bar-boot: #565d66;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
footer { padding-block: 2rem 3rem; color: var(--soft); font-size: .85rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
code, pre, .log { font-family: var(--mono); font-size: .8125rem; }
h1, h2, h3, p { margin: 0; }

.cut { color: var(--soft); }
h1 { font-size: 3.25rem; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; }
.good h1, td.good { color: var(--good); }
.bad h1, td.bad { color: var(--bad); }
.neutral h1 { color: var(--warn); }
.code { margin-left: .9rem; font-size: 1.125rem; font-weight: 400; letter-spacing: 0; color: var(--soft); }
.reason { margin-top: .4rem; font-size: 1.125rem; max-width: 62rem; overflow-wrap: anywhere; }
.warning { margin-top: .8rem; padding: .5rem .9rem; border-left: 3px solid var(--warn); background: var(--panel); }

.facts { display: flex; flex-wrap: wrap; gap: .9rem 1.8rem; margin: 1.75rem 0 0; }
.facts dt { font-size: .8rem; color: var(--soft); }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
abbr { text-decoration: underline dotted var(--soft); text-underline-offset: .2em; cursor: help; margin-right: .2em; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-top: 1.75rem; padding: .6rem 0; border-block: 1px solid var(--line); }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }

section { margin-top: 3rem; }
h2 { font-size: 1.3rem; font-weight: 600; margin-bottom: .9rem; }
h2 small { font-weight: 400; font-size: .85rem; margin-left: .4rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 1rem 0 .3rem; overflow-wrap: anywhere; }

table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; font-weight: 400; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-size: .8rem; color: var(--soft); vertical-align: bottom; }
td { font-variant-numeric: tabular-nums; }
td:last-child, th:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.steps td.good, .steps td.bad, .steps td.neutral { white-space: nowrap; }
td.neutral { color: var(--soft); }
.steps th:first-child { width: 34%; }
.steps .axis { width: 44%; padding-block: 0; }
.steps tr:target th { background: var(--target); }
.steps th code { white-space: pre-wrap; overflow-wrap: anywhere; }
.command { display: flex; gap: .6em; }
.index { min-width: .7em; color: var(--soft); }
.command code { line-height: 1.8; }
svg { display: block; width: 100%; overflow: visible; }
.track { height: 24px; margin-top: 4px; }
.ticks { height: 20px; }
.ticks text { font-size: 11px; fill: var(--soft); }
.track line { stroke: var(--line); }
.track rect { stroke-width: 1.5px; stroke-linejoin: round; }
.track .boot { fill: var(--bar-boot); stroke: var(--bar-boot); }
.track .wait { fill: var(--paper); stroke: var(--bar-boot); stroke-dasharray: 3 2; }
.track .stay { fill: none; stroke: var(--good); }
.track .ready { fill: var(--good); }
.track .good { fill: var(--good); stroke: var(--good); }
.track .bad { fill: var(--bad); stroke: var(--bad); }
.track path { stroke: var(--paper); stroke-width: 1.5px; }
.track .splat { fill: var(--bad); }
.track .allowed { fill: var(--soft); }
.vms th:first-child { width: 22%; }
.vms .axis { width: 60%; }
.vms small { color: var(--soft); font-size: .8rem; }
.vms + .notes { margin-top: .5rem; }

.vm { margin-top: 4rem; padding-left: 1.1rem; border-left: 3px solid var(--line); }
.vm.bad { border-color: var(--bad); }
.vm section { margin-top: 2rem; }
.vm section h3 { font-size: 1.15rem; margin: 0 0 .9rem; }
.vm section h3 small { font-weight: 400; font-size: .85rem; margin-left: .4rem; }
.vm .facts { margin-top: 1rem; }
.track a:hover path, .track a:focus path { stroke: var(--ink); }

.filter { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-bottom: .9rem; font-size: .9rem; }
.filter input { margin: 0 .3rem 0 0; accent-color: var(--link); }
.tests tbody { border-bottom: 1px solid var(--line); }
.tests tbody th, .tests tbody td { border: 0; }
.tests tbody:target th { background: var(--target); }
.tests th { overflow-wrap: anywhere; }
.tests .status { width: 6rem; }
.tests .reason { width: 45%; margin: 0; padding-left: 1rem; font-size: inherit; }
.tests thead .reason { font-size: .8rem; }
.tests td.flaky { color: var(--warn); }
.tests .details { padding-top: 0; }
.tests .details details { margin: 0; }
.tests .details pre { max-width: calc(100vw - 3rem); }
.tests button { all: unset; cursor: pointer; }
.tests button:focus-visible { outline: 2px solid var(--link); }
.tests [aria-sort] { color: var(--ink); }
.tests [aria-sort=ascending] button::after { content: " \\2191"; }
.tests [aria-sort=descending] button::after { content: " \\2193"; }
${STATUSES.map((status) => `#tests:has(#only-${status}:checked) tbody:not([data-status=${status}])`).join(', ')} { display: none; }

article { margin-top: 1rem; padding: .1rem 0 .1rem 1.1rem; border-left: 3px solid var(--line); }
article.bad { border-color: var(--bad); }
article h3 { margin-top: 0; font-size: 1.0625rem; }
article:target h3 { background: var(--target); }
.notes { display: flex; flex-wrap: wrap; gap: 0 1.5rem; color: var(--soft); font-size: .9rem; }
details { margin-top: .5rem; }
summary { cursor: pointer; font-size: .9rem; color: var(--soft); }
summary:hover { color: var(--ink); }
pre, .log { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow: auto; line-height: 1.5; }
pre { margin: .5rem 0 0; padding: .7rem .9rem; max-height: 36rem; tab-size: 8; }
pre.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 1.2rem; }

.log { margin: 0; padding: .5rem 0; list-style: none; max-height: 80vh; white-space: pre; tab-size: 8; resize: vertical; }
.log li { width: max-content; min-width: 100%; padding-right: 1rem; border-left: 3px solid transparent; height: 1.5em; }
.log a { display: inline-block; min-width: 3.6em; text-align: right; color: var(--soft); opacity: .7; text-decoration: none; user-select: none; }
.log time { color: var(--soft); }
.log .err { color: var(--bad); }
.log .warn { color: var(--warn); }
.log .debug, .log .omitted { color: var(--soft); }
.log .user { font-style: italic; }
.log .mark { font-weight: 600; }
.log .splat { background: var(--bad-soft); border-left-color: var(--bad); }
.log .omitted { padding: .4rem 1rem; height: auto; }
.log .omitted a { color: var(--link); opacity: 1; }
.log li:target { background: var(--target); }

@media (max-width: 52rem) {
  header { padding-top: 1.5rem; }
  h1 { font-size: 2.4rem; }
  .steps .axis { display: none; }
  .tests .attempts { display: none; }
}
@media print {
  .log, pre { max-height: none; overflow: visible; white-space: pre-wrap; }
  .log li { width: auto; height: auto; }
  nav, .filter { display: none; }
}
`;
