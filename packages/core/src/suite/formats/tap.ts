import type { FinishedTest, SuiteListener, SuiteParser } from '../types.js';
import { KeptOutput } from './kept-output.js';
import { KERNEL_MESSAGE, LineCutter } from './lines.js';
import { TapLevels } from './tap-levels.js';
import { parseTapLine, type TapLine } from './tap-line.js';

/**
 * The Test Anything Protocol, versions 13 and 14 (testanything.org), and the kernel's own, KTAP (docs.kernel.org/dev-tools/ktap).
 * A test is known when it has ended; only kselftest says beforehand what it runs. Of subtests, the parts are tests of their own,
 * called `WHOLE/PART`; the whole is one only where it failed though no part did, or where it had begun. What is said of a
 * failure stands behind it in TAP, in front of it in KTAP, which the kernel's log may have put its time stamps in front of.
 */
export class TapParser implements SuiteParser {
  readonly #listener: SuiteListener;
  readonly #kernel: boolean;
  readonly #cutter: LineCutter;
  readonly #levels: TapLevels;
  /** A failure of TAP of which more may be said. */
  #failure: { readonly test: FinishedTest; readonly indent: number; seconds?: number } | undefined;
  #output = new KeptOutput();
  /** Where the YAML block that is being read is indented. */
  #yaml: number | undefined;

  constructor(listener: SuiteListener, { kernel }: { readonly kernel: boolean }) {
    this.#listener = listener;
    this.#kernel = kernel;
    this.#levels = new TapLevels(listener);
    this.#cutter = new LineCutter({ line: (text) => this.#line(text) });
  }

  push(text: string): void {
    this.#cutter.push(text);
  }

  end(): void {
    this.#cutter.end();
    this.#flush();
    this.#levels.end();
  }

  #line(raw: string): void {
    if (!this.#kernel && raw.search(KERNEL_MESSAGE) === 0) return;
    const line = this.#kernel ? raw.replace(TIME_STAMP, '') : raw;
    if (this.#inYaml(line)) return;
    const found = parseTapLine(line, { kernel: this.#kernel });
    if (found === undefined) this.#about(line);
    else if (found.kind === 'point') this.#point(found.test, found.indent);
    else this.#other(found, line);
  }

  #other(found: Exclude<TapLine, { readonly kind: 'point' }>, line: string): void {
    this.#flush();
    if (found.kind !== 'bail') {
      this.#levels.head(found);
      if (found.kind === 'plan' && found.indent === 0 && found.skipped !== undefined) this.#skipAll(found.skipped);
      return;
    }
    this.#listener.said?.(line);
    this.#listener.wrong?.(line.trim());
  }

  #skipAll(reason: string): void {
    this.#listener.ended({ name: 'all tests', status: 'skip', reason: reason.trim() || 'skipped' });
  }

  #point(test: FinishedTest, indent: number): void {
    this.#flush();
    if (test.status === 'fail' && !this.#kernel) this.#failure = { test, indent };
    else this.#ended(test, indent);
  }

  #flush(): void {
    if (this.#failure === undefined) return;
    const { test, indent, seconds } = this.#failure;
    this.#failure = undefined;
    this.#ended(seconds === undefined ? test : { ...test, seconds }, indent);
  }

  #ended(test: FinishedTest, indent: number): void {
    const output = test.status === 'fail' ? this.#output.text() : undefined;
    this.#output = new KeptOutput();
    this.#levels.point(output === undefined ? test : { ...test, output }, indent);
  }

  /** A line that is no TAP: it is about the failure before, or the test that runs. */
  #about(line: string): void {
    const comment = /^[ #]*#/.test(line);
    if (this.#failure !== undefined || this.#kernel) this.#output.add(line.replace(/^ *# ?/, ''));
    if (!comment && this.#failure === undefined && line.trim() !== '') this.#listener.said?.(line);
  }

  #inYaml(line: string): boolean {
    if (this.#kernel) return false;
    const indent = line.search(/\S/);
    if (this.#yaml === undefined) {
      if (!/^ +---\s*$/.test(line)) return false;
      this.#yaml = indent;
      return true;
    }
    if (/^ *\.\.\.\s*$/.test(line)) this.#yaml = undefined;
    else if (indent >= 0 && indent < this.#yaml) {
      this.#yaml = undefined;
      return false;
    } else if (this.#failure !== undefined) {
      const [, milliseconds] = /^ *duration_ms: ["']?(\d+(?:\.\d+)?)/.exec(line) ?? [];
      if (milliseconds !== undefined) this.#failure.seconds = Number(milliseconds) / 1000;
      this.#output.add(line.slice(this.#yaml));
    }
    return true;
  }
}

const TIME_STAMP = /^(?:<\d+>)?\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? ?/;
