import type { ComparedTest, ResultsComparison, SlowerTest } from '@rapido/core';
import { alignColumns } from '../text/columns.js';
import { formatDuration } from '../text/duration.js';
import { printable, shorten } from '../text/printable.js';
import type { Page } from './page.js';

/** Narrower than this, lines are left to the terminal. */
const LEAST = 60;

/** What is different between two runs of a suite; the last line says it in numbers. */
export function formatComparison(comparison: ResultsComparison, page: Page): string[] {
  const { style } = page;
  const { newFailures, fixed, stillFailing, flaky, slower, notRun, onlyBefore } = comparison;
  return [
    ...section('New failures', newFailures.map(changed), page, style.red),
    ...section('Not run, as the run ended before', notRun.map(changed), page, style.red),
    ...section('Flaky', flaky.map(changed), page, style.yellow),
    ...section('Slower', slower.map(slowed), page, style.yellow),
    ...section('Fail as before', stillFailing.map(changed), page),
    ...section('Fixed', fixed.map(changed), page, style.green),
    ...section('Not run any more', onlyBefore.map(changed), page, style.dim),
    summary(comparison),
  ];
}

/** `2 new failures, 1 fixed, 1 slower`; what there is none of is left out, but for new failures. */
function summary({
  newFailures,
  fixed,
  stillFailing,
  flaky,
  slower,
  notRun,
  onlyBefore,
  onlyAfter,
}: ResultsComparison): string {
  const counted = [
    [notRun, 'not run'],
    [fixed, 'fixed'],
    [stillFailing, 'failing as before'],
    [flaky, 'flaky'],
    [slower, 'slower'],
    [onlyBefore, 'not run any more'],
    [onlyAfter, 'not run before'],
  ] as const;
  const fresh = newFailures.length;
  return [
    fresh === 0 ? 'no new failures' : `${fresh} new ${fresh === 1 ? 'failure' : 'failures'}`,
    ...counted.filter(([tests]) => tests.length > 0).map(([tests, text]) => `${tests.length} ${text}`),
  ].join(', ');
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
  { columns, style }: Page,
  paint: (text: string) => string = (text) => text,
): string[] {
  if (rows.length === 0) return [];
  const lines = alignColumns(rows).map((line) => paint(shorten(`  ${line}`, Math.max(columns, LEAST))));
  return [style.bold(`${title}:`), ...lines];
}

function changed({ label, before, after, reason }: ComparedTest): string[] {
  return [printable(label), `${before ?? 'not run'} -> ${after ?? 'not run'}`, printable(reason ?? '')];
}

function slowed({ label, before, after, ratio }: SlowerTest): string[] {
  return [
    printable(label),
    `${formatDuration(before)} -> ${formatDuration(after)}`,
    `${ratio.toFixed(1)} times as long`,
  ];
}
