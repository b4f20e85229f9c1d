import { CommandHelp } from '@oclif/core';
import type { CutSection } from './cut-sections.js';
import { renderText } from './render.js';

type Section = ReturnType<CommandHelp['sections']>[number];

/** Help of one command; that of a cut says what is to know of the cut before it comes to the flags. */
export class RapidoCommandHelp extends CommandHelp {
  override render = (text: string): string => renderText(text, { bin: this.config.bin, id: this.command.id });

  protected override sections(): Section[] {
    const [usage, ...others] = super.sections();
    return [...(usage ? [usage] : []), ...this.#cutSections(), ...others];
  }

  /** As oclif's, which takes the blanks before the first row away, and with them its place below the others. */
  override renderList(...[rows, options]: Parameters<CommandHelp['renderList']>): string {
    const text = super.renderList(rows, options);
    const blanks = /^ */.exec(rows[0]?.[0] ?? '')?.[0] ?? '';
    return text.includes('\n\n') ? text : `${blanks}${text}`;
  }

  #cutSections(): Section[] {
    const { cutSections = [] } = this.command as { cutSections?: readonly CutSection[] };
    return cutSections.map(({ header, body }) => ({
      header,
      generate: () => [
        { header, body: typeof body === 'string' ? this.wrap(body) : body.map(([left, right]) => [left, right]) },
      ],
    }));
  }
}
