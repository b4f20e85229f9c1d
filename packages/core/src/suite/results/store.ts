import { join } from 'node:path';
import { textOf } from '../../files.js';
import { onHost } from '../../process/index.js';
import { writeBundleFile } from '../../run/bundle.js';
import type { SuiteResults } from '../types.js';
import { junitXml } from './junit.js';

/** Writes what came of a suite to its bundle: `results.json` and `junit.xml`. */
export async function writeResults(bundle: string, results: SuiteResults): Promise<void> {
  await writeBundleFile(bundle, 'results.json', `${JSON.stringify(results, undefined, 1)}\n`);
  await writeBundleFile(bundle, 'junit.xml', junitXml(results));
}

/** What came of the suite of a bundle; undefined where there was none, and for results that this version cannot read. */
export async function readResults(bundle: string): Promise<SuiteResults | undefined> {
  const path = join(bundle, 'results.json');
  const text = await onHost(`Reading ${path}`, () => textOf(path));
  try {
    const results = JSON.parse(text ?? 'null') as Partial<SuiteResults> | null;
    return results?.schema === 1 && Array.isArray(results.tests) ? (results as SuiteResults) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
