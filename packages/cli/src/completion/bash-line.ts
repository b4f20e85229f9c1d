/** A command line up to the cursor, as bash reads it. */
export interface BashLine {
  /** Without quotes; the last is the one at the cursor, and may be empty. */
  readonly words: readonly string[];
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'";
  /** How many characters of the last word bash leaves alone: what it replaces begins after one of the characters it breaks words at. */
  readonly kept: number;
  /** The last word is the file of a redirection. */
  readonly redirected: boolean;
}

interface Word {
  text: string;
  kept: number;
}

/** Takes a simple command apart. `breaks`: the value of COMP_WORDBREAKS. What `$` and backquotes stand for is not looked at. */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: Word[] = [];
  let word: Word | undefined;
  let quote: BashLine['quote'] = '';
  let redirects = false;
  let redirected = false;
  const end = () => {
    if (word && !redirected) words.push(word);
    if (word) redirected = false;
    word = undefined;
  };
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index);
    const next = line.charAt(index + 1);
    if (quote === '' && /\s/.test(char)) {
      end();
      continue;
    }
    if (quote === '' && /[<>]/.test(char)) {
      if (word && /^[\d&]*$/.test(word.text)) word = undefined;
      end();
      redirects = true;
      continue;
    }
    if (redirects) {
      [redirects, redirected] = [false, true];
    }
    word ??= { text: '', kept: 0 };
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word.kept = word.text.length;
    } else if (char === quote) {
      quote = '';
    } else if (char === '\\' && quote !== "'" && (quote === '' || /[$`"\\\n]/.test(next))) {
      if (next !== '\n') word.text += next;
      index++;
    } else {
      word.text += char;
      if (quote === '' && breaks.includes(char)) word.kept = word.text.length;
    }
  }
  const last = word ?? { text: '', kept: 0 };
  return {
    words: [...words, last].map(({ text }) => text),
    quote,
    kept: last.kept,
    redirected: redirects || redirected,
  };
}
