import { RapidoError } from '../errors.js';
import type { Splat } from './types.js';

/** Regular expressions that name splats; a RapidoError for what is none. `whose` begins its message. */
export function splatPatterns(texts: readonly string[], whose: string): RegExp[] {
  return texts.map((text) => {
    try {
      return new RegExp(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new RapidoError('USAGE', `${whose}: "${text}" is no regular expression: ${error.message}.`, {
        hint: 'As "WARNING in my_function", of the title or a line of the report.',
        cause: error,
      });
    }
  });
}

/** Whether a splat is named by one of the patterns: its title, or a line of its report. */
export function isAllowed({ title, report }: Splat, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => [title, ...report].some((line) => pattern.test(line)));
}
