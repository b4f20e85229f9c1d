import type { FoundSplat, VmResult } from '../../run/types.js';
import type { Clock } from '../clock.js';
import { type Html, html } from '../html.js';
import { plainLine } from '../plain.js';

/** The seconds since the VM's start that all tracks show, and where they have a line. */
export interface Scale {
  readonly end: number;
  readonly marks: readonly number[];
}

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly state: 'boot' | 'good' | 'bad' | 'neutral';
}

/** An axis as long as the VM's life, with a mark every 1, 2 or 5 times a power of ten seconds. */
export function scaleOf({ seconds, steps }: VmResult): Scale {
  const end = Math.max(seconds, ...steps.map(({ began = 0, seconds: took = 0 }) => began + took), 0.001);
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
  clock: Clock,
  scale: Scale,
): Html {
  const lines = scale.marks.map(
    (mark) => html`<line x1="${percent(mark, scale)}" x2="${percent(mark, scale)}" y1="0" y2="100%"/>`,
  );
  return html`<svg class="track">${lines}${bar && barOf(bar, scale)}${splats.map(({ splat, index }) => markOf(splat, index, clock, scale))}</svg>`;
}

function barOf({ from, to, state }: Bar, scale: Scale): Html {
  const width = percent(Math.max(0, to - from), scale);
  return html`<rect class="${state}" x="${percent(from, scale)}" width="${width}" y="6" height="12"><title>${from.toFixed(2)} s to ${to.toFixed(2)} s</title></rect>`;
}

function markOf({ title, time, allowed }: FoundSplat, index: number, clock: Clock, scale: Scale): Html {
  const at = percent(clock(time / 1e6), scale);
  return html`<a href="#splat-${index + 1}"><svg x="${at}" overflow="visible"><title>${plainLine(title)}</title><path class="${allowed ? 'allowed' : 'splat'}" d="M0 3 6 12 0 21-6 12Z"/></svg></a>`;
}

function percent(seconds: number, { end }: Scale): string {
  return `${Math.min(100, Math.max(0, (100 * seconds) / end)).toFixed(2)}%`;
}
