import type { FoundSplat, VmResult } from '../../run/types.js';
import { type Html, html } from '../html.js';
import { plainLine } from '../plain.js';
import type { VmReport } from '../report-data.js';

/** The seconds since the start that all tracks show, and where they have a line. */
export interface Scale {
  readonly end: number;
  readonly marks: readonly number[];
}

/** When something ran, in seconds since the start. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly state: 'boot' | 'wait' | 'stay' | 'good' | 'bad' | 'neutral';
  /** What it was, where the row does not say it. */
  readonly what?: string;
}

/** An axis as long as the VM's life, with a mark every 1, 2 or 5 times a power of ten seconds. */
export function scaleOf({ seconds, steps }: VmResult): Scale {
  return scaleTo(Math.max(seconds, ...steps.map(({ began = 0, seconds: took = 0 }) => began + took)));
}

/** The same of so many seconds. */
export function scaleTo(seconds: number): Scale {
  const end = Math.max(seconds, 0.001);
  const power = 10 ** Math.floor(Math.log10(end / MARKS));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((step) => end / step <= MARKS) ?? end;
  const count = Math.floor(end / distance);
  return { end, marks: Array.from({ length: count + 1 }, (_, i) => Number((i * distance).toPrecision(6))) };
}

const MARKS = 7;

/** The axis. */
export function ticks(scale: Scale): Html {
  const labels = scale.marks.map((mark, i) => {
    const text = i === 0 ? '0' : `${mark} s`;
    return html`<text x="${percent(mark, scale)}" y="14"${i === 0 ? '' : CENTRED}>${text}</text>`;
  });
  return html`<svg class="ticks" aria-hidden="true">${labels}</svg>`;
}

const CENTRED = html` text-anchor="middle"`;

/** One row: when something ran, and the splats that fell into it, each a link to its report. */
export function track(
  bar: Bar | undefined,
  splats: readonly { readonly splat: FoundSplat; readonly index: number }[],
  report: VmReport,
  scale: Scale,
): Html {
  const marks = splats.map(({ splat, index }) => splatMark(splat, index, report, scale));
  return html`<svg class="track">${lines(scale)}${bar && barOf(bar, scale)}${marks}</svg>`;
}

/** The vertical lines of a track. */
export function lines(scale: Scale): Html[] {
  return scale.marks.map(
    (mark) => html`<line x1="${percent(mark, scale)}" x2="${percent(mark, scale)}" y1="0" y2="100%"/>`,
  );
}

export function barOf({ from, to, state, what }: Bar, scale: Scale): Html {
  const width = percent(Math.max(0, to - from), scale);
  const title = `${what === undefined ? '' : `${plainLine(what)}: `}${from.toFixed(2)} s to ${to.toFixed(2)} s`;
  return html`<rect class="${state}" x="${percent(from, scale)}" width="${width}" y="6" height="12"><title>${title}</title></rect>`;
}

/** A splat's place on a track, `offset` seconds behind that which the VM's own time gives it: a link to its report. */
export function splatMark(
  { title, time, allowed }: FoundSplat,
  index: number,
  { anchor, clock }: Pick<VmReport, 'anchor' | 'clock'>,
  scale: Scale,
  offset = 0,
): Html {
  const at = percent(offset + clock(time / 1e6), scale);
  return html`<a href="#${anchor}splat-${index + 1}"><svg x="${at}" overflow="visible"><title>${plainLine(title)}</title><path class="${allowed ? 'allowed' : 'splat'}" d="M0 3 6 12 0 21-6 12Z"/></svg></a>`;
}

export function percent(seconds: number, { end }: Scale): string {
  return `${Math.min(100, Math.max(0, (100 * seconds) / end)).toFixed(2)}%`;
}
