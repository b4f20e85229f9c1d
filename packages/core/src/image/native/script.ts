/** What the kernel reads of a script's first line (BINPRM_BUF_SIZE). */
const HEAD_BYTES = 256;

/** What a script is started with. */
export interface Interpreter {
  readonly path: string;
  /** The program that it asks env(1) for. */
  readonly asked?: string;
}

/** The interpreter that a file's first bytes name; undefined for what is no script. */
export function interpreterOf(head: Buffer): Interpreter | undefined {
  if (head[0] !== 0x23 || head[1] !== 0x21) return undefined; // #!
  const [line = ''] = head.toString('utf8', 2, HEAD_BYTES).split(/[\n\0]/, 1);
  const [path, ...words] = line.trim().split(/[ \t\r]+/);
  if (!path) return undefined;
  const asked = path.endsWith('/env') ? askedOf(words) : undefined;
  return asked === undefined ? { path } : { path, asked };
}

/** Of env(1): options and variables come first, some options with a word of their own. */
function askedOf(words: readonly string[]): string | undefined {
  return words.find((word, at) => {
    const isOfOption = /^(-[a-zA-Z]*[uC]|--(unset|chdir))$/.test(words[at - 1] ?? '');
    return !word.startsWith('-') && !word.includes('=') && !isOfOption;
  });
}
