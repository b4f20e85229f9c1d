import type { Banner } from './banners/index.js';
import { culpritOf } from './culprit.js';
import { type Frame, functionName } from './functions/names.js';
import { isHelper, isReporting } from './functions/tables.js';
import type { Trace } from './traces.js';

/** What a title is made of. */
export interface TitleFacts {
  readonly banner: Banner;
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly words: string;
  readonly access: string;
  readonly namedFunction: string | undefined;
  readonly traces: readonly Trace[];
}

/** The title of a report, as far as its lines tell: its words, and the function, else the file, that it names. */
export function titleOf(facts: TitleFacts): string {
  const words = fill(facts.words, { ...facts.groups, access: facts.access });
  const place = placeOf(facts);
  return place === undefined ? words : `${words} in ${place}`;
}

function placeOf(facts: TitleFacts): string | undefined {
  const { banner, groups } = facts;
  const named = groups['func'] === undefined ? undefined : functionName(groups['func']);
  if (banner.names === 'nothing') return undefined;
  if (banner.names === 'pair') return pairOf(named, groups['other']);
  return functionOf(facts, named) ?? facts.namedFunction ?? named ?? runningFunctionOf(facts) ?? groups['file'];
}

function pairOf(one: string | undefined, other: string | undefined): string | undefined {
  return one !== undefined && other !== undefined ? `${one} / ${functionName(other)}` : one;
}

function functionOf({ banner, traces, namedFunction }: TitleFacts, named: string | undefined): string | undefined {
  if (named !== undefined && !isHelper(named)) return named;
  const inInterrupt = banner.names === 'irq' ? traces.filter(({ heading }) => /-irq-safe at:$/.test(heading)) : [];
  const found = innermost(inInterrupt);
  if (found !== undefined) return found;
  if (namedFunction !== undefined && !isHelper(namedFunction)) return namedFunction;
  const now = traces.filter((trace) => !trace.history);
  return (banner.names === 'culprit' ? culpritOf(now) : undefined) ?? innermost(now);
}

/** The innermost function that a title can name; guesses of the unwinder count where there is nothing else. */
function innermost(traces: readonly Trace[]): string | undefined {
  const frames = traces.flatMap((trace): Frame[] => trace.frames).filter(({ name }) => !isHelper(name));
  return (frames.find(({ guess }) => !guess) ?? frames[0])?.name;
}

/** Where nobody is left to blame, what was running, unless it is the report's own making. */
function runningFunctionOf({ traces }: TitleFacts): string | undefined {
  const frames = traces.filter((trace) => !trace.history).flatMap((trace) => trace.frames);
  return frames.find(({ name, guess }) => !guess && !isReporting(name))?.name;
}

/** Fills in the braces of a title's words, without what differs from one machine and run to the next. */
function fill(words: string, values: Readonly<Record<string, string | undefined>>): string {
  return words
    .replace(/\{(\w+)\}/g, (_, name: string) => generalized(values[name] ?? ''))
    .replace(/\s+/g, ' ')
    .trim();
}

function generalized(text: string): string {
  return text.replace(/\b(?:0x)?[0-9a-f]{8,16}\b|\b0x[0-9a-f]+\b/g, 'ADDR').replace(/\b\d+\b/g, 'NUM');
}
