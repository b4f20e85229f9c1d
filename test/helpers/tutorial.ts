import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from './rapido.js';

/** A block of a tutorial that its reader does something with: a line for the shell, or the text of a file. */
export type TutorialStep =
  | { readonly kind: 'shell'; readonly line: string }
  | { readonly kind: 'file'; readonly path: string; readonly text: string };

/** A line that was typed, and what came of it. */
export interface Typed extends Result {
  readonly line: string;
}

/** The steps in a part of a Markdown text: lines of its blocks ```sh, and its blocks with `title="PATH"`. */
export function tutorialSteps(markdown: string): TutorialStep[] {
  const blocks = [...markdown.matchAll(/^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$/gms)];
  return blocks.flatMap(([, language, path, text = '']): TutorialStep[] => {
    if (path !== undefined) return [{ kind: 'file', path, text }];
    if (language !== 'sh') return [];
    return text.split('\n').flatMap((line): TutorialStep[] => (line === '' ? [] : [{ kind: 'shell', line }]));
  });
}

/**
 * Does what a tutorial says, beginning in the directory `start`; each line is one for `run`, but for `cd`. Files are written where one
 * stands. Throws at the first line that fails, with what it has printed.
 */
export async function followTutorial(
  steps: readonly TutorialStep[],
  start: string,
  run: (command: readonly string[], options: { cwd: string }) => Promise<Result>,
): Promise<Typed[]> {
  let cwd = start;
  const typed: Typed[] = [];
  for (const step of steps) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(cwd, step.path)), { recursive: true });
      writeFileSync(join(cwd, step.path), step.text);
    } else if (step.line.startsWith('cd ')) {
      cwd = join(cwd, step.line.slice('cd '.length));
    } else {
      const result = await run(['bash', '-c', step.line], { cwd });
      typed.push({ line: step.line, ...result });
      if (result.status !== 0) throw failure(step.line, result);
    }
  }
  return typed;
}

function failure(line: string, { status, stdout, stderr }: Result): Error {
  return new Error(`The tutorial's line "${line}" ends with ${status}:\n${stdout}\n${stderr}`);
}
