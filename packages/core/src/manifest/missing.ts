import { RapidoError } from '../errors.js';
import { type Outcome, worst } from '../outcome.js';
import { describePackages } from '../process/index.js';
import { groupBy } from './group-by.js';
import type { MissingThing } from './types.js';

const TITLES = {
  bin: 'program',
  file: 'file',
  tree: 'directory',
  autorun: 'autorun script',
  need: 'library or interpreter',
} as const;

/** Where a distribution's packages put their files. */
const SYSTEM = ['bin', 'boot', 'etc', 'lib', 'lib32', 'lib64', 'opt', 'sbin', 'usr', 'var'];

/**
 * One RapidoError MANIFEST_MISSING with everything that is missing, who asked for it, and which package has it. It is
 * the host's fault, unless a path outside of the system's directories is missing: then that of whoever named the path.
 */
export function missingError(missing: readonly MissingThing[]): RapidoError {
  const lines = groupBy(missing, ({ kind, name }) => `${kind} ${name}`).map(line);
  const outcome = worst(missing.map(blame)) as 'usage' | 'host';
  const count = lines.length === 1 ? 'Something' : `${lines.length} things`;
  return new RapidoError(
    'MANIFEST_MISSING',
    [`${count} that the image is to hold cannot be had:`, ...lines].join('\n'),
    {
      hint:
        outcome === 'host'
          ? 'Install what is missing; a program of your own can be named by its path.'
          : 'Correct the setting or the line that names a missing path, and install what else is missing.',
      outcome,
    },
  );
}

function line(things: readonly [MissingThing, ...MissingThing[]]): string {
  const { kind, name, why = 'not found', packages } = things[0];
  const from = [...new Set(things.map((thing) => thing.from))].join(', ');
  const found = packages ? `; in the package ${describePackages(packages)}` : '';
  return `  ${TITLES[kind]} ${name}: ${why}, ${kind === 'need' ? 'needed' : 'asked for'} by ${from}${found}`;
}

function blame({ kind, name }: MissingThing): Outcome {
  if (kind === 'need') return 'host';
  return name.startsWith('/') && !SYSTEM.includes(name.split('/')[1] ?? '') ? 'usage' : 'host';
}
