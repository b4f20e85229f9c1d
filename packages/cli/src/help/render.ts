/** What help texts may refer to. */
export interface RenderContext {
  readonly bin: string;
  /** Of the command that the text is about. */
  readonly id?: string;
}

/** What a terminal would obey, but for new lines and sequences that set a style, which are oclif's. */
const ORDERS =
  /\x1b(?!\[[\d;]*m)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[0-~])?|[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;

/**
 * Fills in the two placeholders that texts have. oclif's own way is a template language, in which the texts of a plugin
 * could run code.
 */
export function renderText(text: string, { bin, id = '' }: RenderContext): string {
  return text
    .replace(ORDERS, '')
    .replaceAll('<%= config.bin %>', bin)
    .replaceAll('<%= command.id %>', id.replaceAll(':', ' '));
}
