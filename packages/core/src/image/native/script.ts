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
  const asked = path.endsWith('/env') ? words.find((word) => !word.startsWith('-') && !word.includes('=')) : undefined;
  return asked === undefined ? { path } : { path, asked };
}
