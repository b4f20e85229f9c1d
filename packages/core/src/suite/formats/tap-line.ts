import type { FinishedTest } from '../types.js';

/** A line of TAP or KTAP that says something; `indent` in characters. */
export type TapLine =
  | { readonly kind: 'version' | 'bail'; readonly indent: number }
  /** `skipped`: why there are none. */
  | { readonly kind: 'plan'; readonly indent: number; readonly count: number; readonly skipped?: string }
  /** The tests that follow are parts of one of this name. */
  | { readonly kind: 'subtest'; readonly indent: number; readonly name: string }
  | { readonly kind: 'point'; readonly indent: number; readonly test: FinishedTest };

/** Kselftest's runner puts `# ` in front of each line of a program that it runs: in KTAP that is an indentation too. */
export function parseTapLine(line: string, { kernel }: { readonly kernel: boolean }): TapLine | undefined {
  const [indentation = ''] = (kernel ? /^(?:# | )*/ : /^ */).exec(line) ?? [];
  const text = line.slice(indentation.length);
  const indent = indentation.length;
  const subtest = /^ *(?:# )*?# (?:Subtest: (.+)|(selftests: .+))$/.exec(line);
  if (subtest) {
    const name = subtest[1] ?? (kernel ? subtest[2] : undefined);
    return name === undefined
      ? undefined
      : { kind: 'subtest', indent: line.lastIndexOf('# ', line.indexOf(name)), name: name.trim() };
  }
  if (/^K?TAP version \d+/.test(text)) return { kind: 'version', indent };
  if (/^Bail out!/i.test(text)) return { kind: 'bail', indent };
  const [, last, skipped] = /^1\.\.(\d+)(?:\s*#\s*skip\S*\s*(.*)|\s|$)/i.exec(text) ?? [];
  if (last !== undefined) {
    const count = Number(last);
    return { kind: 'plan', indent, count, ...(count === 0 && skipped !== undefined ? { skipped } : {}) };
  }
  const test = parsePoint(text, kernel);
  return test && { kind: 'point', indent, test };
}

/** `not ok 3 - DESCRIPTION # DIRECTIVE REASON`; a point without a description is called by its number. */
function parsePoint(text: string, kernel: boolean): FinishedTest | undefined {
  const [, not, number, rest = ''] = /^(not )?ok(?:\s+(\d+))?(?=\s|$)\s*(?:-\s+|-$)?(.*)$/.exec(text) ?? [];
  if (!/^(?:not )?ok(?:\s|$)/.test(text)) return undefined;
  const [, description = '', directive, reason = ''] = (kernel ? KTAP_DIRECTIVE : TAP_DIRECTIVE).exec(rest) ?? [
    '',
    rest,
  ];
  const name = description.replace(/\\([#\\])/g, '$1').trim() || (number ?? 'unnamed');
  return { name, ...outcomeOf(not === undefined, directive?.toUpperCase(), reason.trim()) };
}

const TAP_DIRECTIVE = /^(|.*?[^\\])\s*#\s*(skip|todo)\S*\s*(.*)$/i;
const KTAP_DIRECTIVE = /^(|.*?\s)#\s*(?:(skip|todo|xfail|xpass|timeout|error)\b:?)?\s*(.*)$/i;

function outcomeOf(
  ok: boolean,
  directive: string | undefined,
  reason: string,
): Pick<FinishedTest, 'status' | 'reason'> {
  const why = (text: string) => (reason === '' ? text : reason);
  if (directive === 'SKIP') return { status: 'skip', reason: why('skipped') };
  if (directive === 'XFAIL' || (directive === 'TODO' && !ok)) {
    return { status: 'skip', reason: reason === '' ? 'expected to fail' : `expected to fail: ${reason}` };
  }
  if (ok) return { status: 'pass' };
  if (directive === 'TIMEOUT') return { status: 'fail', reason: reason === '' ? 'timeout' : `timeout: ${reason}` };
  return reason === '' ? { status: 'fail' } : { status: 'fail', reason };
}
