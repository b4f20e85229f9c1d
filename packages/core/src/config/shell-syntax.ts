/** Shell that rapido.conf cannot hold: what it is called, and what to write instead. Never quotes the file: values may be secret. */
export interface Refused {
  readonly what: string;
  readonly hint: string;
}

const QUOTE_IT = 'If the value is to hold it as text, put the value in single quotes.';
const ONE_FILE =
  'Write the settings themselves here. Values can be changed per run by --set KEY=VALUE or RAPIDO_KEY=VALUE.';

/** What may stand where `KEY=` is expected, tried in order. */
const STATEMENTS: readonly (readonly [RegExp, Refused])[] = [
  [/(?:export[ \t]+)?\w+[ \t]+=/y, { what: 'there is a space before the =', hint: 'Write KEY="value".' }],
  [/\w+\+=/y, { what: '+= is not supported', hint: 'Write KEY="${KEY} more".' }],
  [/\w+\[/y, { what: 'arrays are not supported', hint: 'Write one text: KEY="one two".' }],
  [/(?:\.|source)[ \t]/y, { what: 'another file cannot be included', hint: ONE_FILE }],
  [
    /(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|test|\[)(?![\w-])/y,
    { what: 'conditions and loops are not run', hint: ONE_FILE },
  ],
  [/function[ \t]|[\w-]+[ \t]*\(|\}/y, { what: 'functions are not supported', hint: ONE_FILE }],
  [
    /(?:export|declare|typeset|local|readonly|unset|set|alias)(?![\w-])/y,
    { what: 'this is a shell command, and rapido.conf is read, never run', hint: 'Write KEY="value" alone.' },
  ],
];

const COMMAND: Refused = {
  what: 'this is not KEY=value, and rapido.conf is read, never run',
  hint: 'Write KEY="value", each on a line of its own; # begins a comment.',
};

/** What may follow a `$` that is no reference, tried in order. */
const DOLLARS: readonly (readonly [RegExp, Refused])[] = [
  [/\$\(\(/y, { what: '$((…)), arithmetic, is not supported', hint: `Write the result. ${QUOTE_IT}` }],
  [/\$\(/y, { what: '$(…) runs a command, and rapido.conf is read, never run', hint: `Write the result. ${QUOTE_IT}` }],
  [
    /\$\{/y,
    {
      what: '${…} holds more than a name',
      hint: `Write \${NAME} alone; KEY="" leaves a key to its default. ${QUOTE_IT}`,
    },
  ],
  [
    /\$[0-9@*#?!$-]/y,
    { what: 'a special parameter of the shell follows the $', hint: `Write \\$ for a $. ${QUOTE_IT}` },
  ],
];

const ANSI: Refused = { what: `$'…' and $"…" are not supported`, hint: `Write '…' or "…" without the $.` };

/** Why what stands at `at`, where an assignment should begin, is none. */
export function refusedStatement(text: string, at: number): Refused {
  return firstAt(STATEMENTS, text, at) ?? COMMAND;
}

/** Why the `$` at `at` cannot be taken, or undefined where it stands for itself. */
export function refusedDollar(text: string, at: number, quoted: boolean): Refused | undefined {
  if (!quoted && /["']/.test(text[at + 1] ?? '')) return ANSI;
  return firstAt(DOLLARS, text, at);
}

/** Why the value cannot end with the character at `at`. */
export function refusedEnd(text: string, at: number): Refused {
  const character = text[at] ?? '';
  if (character === '(') return { what: 'arrays are not supported', hint: 'Write one text: KEY="one two".' };
  if (/[;&|<>)]/.test(character)) {
    return {
      what: `${character} is for the shell, and rapido.conf is read, never run`,
      hint: `One KEY=value per line. ${QUOTE_IT}`,
    };
  }
  return {
    what: 'something follows the value',
    hint: 'Quote a value that holds spaces: KEY="one two". One KEY=value per line.',
  };
}

export const BACKTICK: Refused = {
  what: '`…` runs a command, and rapido.conf is read, never run',
  hint: `Write the result. ${QUOTE_IT}`,
};

export const OPEN_QUOTE: Refused = { what: 'this quote is never closed', hint: 'Close it, or write \\ before it.' };

function firstAt(table: readonly (readonly [RegExp, Refused])[], text: string, at: number): Refused | undefined {
  return table.find(([pattern]) => {
    pattern.lastIndex = at;
    return pattern.test(text);
  })?.[1];
}
