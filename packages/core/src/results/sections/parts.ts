import { type Html, html, type Part } from '../html.js';
import type { VmReport } from '../report-data.js';

/** For people: `0.42 s`, `12.3 s`, `3 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** The heading of a section of a VM. */
export function heading({ level }: Pick<VmReport, 'level'>, title: Part): Html {
  return level === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`;
}

/** A link to a file of the bundle, by its name below it. */
export function fileLink(name: string, text = name): Html {
  return html`<a href="./${name.split('/').map(encodeURIComponent).join('/')}">${text}</a>`;
}

/** What a step is called: `autorun`, or `step 2`. */
export function stepName(index: number): string {
  return index === 0 ? 'autorun' : `step ${index}`;
}
