import type { FinishedTest, SuiteListener } from '../types.js';
import type { TapLine } from './tap-line.js';

/** Tests that are indented alike: of the whole run, or parts of one test. */
interface Level {
  readonly indent: number;
  /** Of the test that these are parts of; unknown until that is told of, where nothing was said before. */
  name?: string;
  /** Parts that have ended and wait for that name. */
  readonly waiting: FinishedTest[];
  /** How often each name was there. */
  readonly names: Map<string, number>;
  count: number;
  failed: boolean;
  planned?: number;
}

/** Knows which test of TAP is a part of which, and so what each is called. */
export class TapLevels {
  readonly #listener: SuiteListener;
  #levels: Level[] = [];
  /** What the next level is called. */
  #next: { readonly name: string; readonly indent: number } | undefined;
  /** A program of kselftest that runs. */
  #begun: string | undefined;

  constructor(listener: SuiteListener) {
    this.#listener = listener;
  }

  /** What comes before tests: a version, a plan, a name. */
  head(line: Exclude<TapLine, { readonly kind: 'point' | 'bail' }>): void {
    if (line.kind !== 'subtest') {
      const level = this.#at(line.indent);
      // Several programs may print one after the other, each with a plan of its own.
      if (line.kind === 'plan') level.planned = (level.planned ?? 0) + line.count;
      return;
    }
    const { name, indent } = line;
    const top = this.#levels.at(-1);
    if (this.#levels.length > 1 && top?.indent === indent && top.count === 0) top.name ??= name;
    else this.#next = { name, indent };
    if (!name.startsWith('selftests: ')) return;
    this.#begun = name;
    this.#listener.begun({ name });
  }

  /** A test has ended, which is the whole of what was indented more before. */
  point(test: FinishedTest, indent: number): void {
    let parts: Level | undefined;
    for (let top = this.#levels.at(-1); top !== undefined && top.indent > indent; top = this.#levels.at(-1)) {
      if (this.#levels.length === 1) break;
      parts = this.#leave(test.name);
    }
    if (parts === undefined || parts.count === 0) this.#next = undefined;
    const level = this.#at(indent);
    const begun = this.#levels.length === 1 && test.name === this.#begun;
    if (begun) this.#begun = undefined;
    level.count++;
    level.failed ||= test.status === 'fail';
    const told = parts !== undefined && parts.count > 0 && (test.status !== 'fail' || parts.failed);
    if (begun || !told) this.#emit(this.#levels.length - 1, { ...test, name: unique(level, test.name) });
  }

  /** Nothing more comes: parts whose whole was never told of are tests as they are. */
  end(): void {
    const { planned, count = 0 } = this.#levels[0] ?? {};
    while (this.#levels.length > 1) this.#leave(undefined);
    this.#levels = [];
    if (planned === undefined || planned === count) return;
    const text = `${planned} tests were planned, ${count} have ended`;
    this.#listener.said?.(`${text}.`);
    if (count < planned) this.#listener.wrong?.(text);
  }

  #at(indent: number): Level {
    const top = this.#levels.at(-1);
    if (top !== undefined && indent <= top.indent) return top;
    const level: Level = { indent, waiting: [], names: new Map(), count: 0, failed: false };
    if (top !== undefined && this.#next !== undefined) level.name = this.#next.name;
    this.#next = undefined;
    this.#levels.push(level);
    return level;
  }

  #leave(name: string | undefined): Level | undefined {
    const level = this.#levels.pop();
    const whole = level?.name ?? name;
    for (const part of level?.waiting ?? []) {
      this.#emit(this.#levels.length - 1, whole === undefined ? part : { ...part, name: `${whole}/${part.name}` });
    }
    const above = this.#levels.at(-1);
    if (level?.failed && above !== undefined) above.failed = true;
    return level;
  }

  #emit(depth: number, test: FinishedTest): void {
    let { name } = test;
    for (const level of this.#levels.slice(1, depth + 1).reverse()) {
      if (level.name === undefined) {
        level.waiting.push({ ...test, name });
        return;
      }
      name = `${level.name}/${name}`;
    }
    this.#listener.ended({ ...test, name });
  }
}

/** TAP's names need not differ: the second of one is `NAME #2`. */
function unique({ names }: Level, name: string): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name} #${count}`;
}
