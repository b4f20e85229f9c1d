// docs/plugins.md, word by word, by somebody who has installed everything from a registry.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Installation, installGlobally } from '../helpers/installation.js';
import type { Result } from '../helpers/rapido.js';
import { startRegistry } from '../helpers/registry.js';
import { publishOthers, publishRelease } from '../helpers/release.js';
import { followTutorial, tutorialSteps } from '../helpers/tutorial.js';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const PUBLINT = join(CHECKOUT, 'node_modules/.bin/publint');

/** What a generated package is built and checked with. */
const TOOLS = ['typescript', '@types/node', '@biomejs/biome'];

let here: Installation;

beforeAll(async () => {
  const registry = await startRegistry();
  await publishRelease(registry);
  await publishOthers(registry, TOOLS, CHECKOUT);
  here = await installGlobally(registry);
});

test('the tutorial leads to a plugin that others install', async () => {
  const text = readFileSync(join(CHECKOUT, 'docs/plugins.md'), 'utf8');
  const [, tenMinutes = ''] = /^## Ten minutes\n(.*?)^## /ms.exec(text) ?? [];
  const typed = await followTutorial(tutorialSteps(tenMinutes), here.home, here.run);
  const printed = (line: string) =>
    typed.filter((one) => one.line === line).map(({ stdout, stderr }) => stdout + stderr);
  expect(printed('npm test').map((output) => /^. pass (\d+)$/m.exec(output)?.[1])).toEqual(['2', '3']);
  expect(printed('rapido list').join()).toContain('ext4 on a compressed RAM disk');
  const runs = printed("rapido run zram-ext4 -x 'df -h .'");
  expect(runs).toHaveLength(3);
  for (const output of runs) expect(output).toMatch(/^\/dev\/zram0 .* \/mnt$/m);
  expect(printed('npm publish').join()).toContain('+ @acme/cut-zram-ext4@0.1.0');
});

describe.each([
  {
    language: 'typescript',
    flags: [],
    code: ['dist/cuts/new-one.d.ts', 'dist/cuts/new-one.js', 'dist/index.d.ts', 'dist/index.js'],
  },
  { language: 'javascript', flags: ['--javascript'], code: ['src/cuts/new-one.js', 'src/index.js'] },
])('a new package in $language', ({ language, flags, code }) => {
  test('builds, lints, tests itself and is ready to be published', async () => {
    mkdirSync(join(here.home, language));
    execFileSync('chown', ['--reference', here.home, join(here.home, language)]);
    const run = async (...command: string[]): Promise<Result> => {
      const result = await here.run(command, { cwd: join(here.home, language) });
      expect(result.status, `${command.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
      return result;
    };
    await run('rapido', 'create', 'cut', '@acme/cut-new-one', '--directory', '.', ...flags);
    await run('npm', 'install');
    await run('npm', 'run', 'lint');
    expect((await run('npm', 'test')).stdout).toMatch(/^. pass 2$/m);
    const [packed] = JSON.parse((await run('npm', 'pack', '--json', '--loglevel=error')).stdout.replace(/^[^[]*/, ''));
    const others = ['LICENSE', 'README.md', 'guest/new-one.sh', 'oclif.manifest.json', 'package.json'];
    expect(packed.files.map(({ path }: { path: string }) => path).sort()).toEqual([...others, ...code].sort());
    const lint = await run(PUBLINT, 'run', '--strict', packed.filename);
    expect(lint.stdout).toContain('All good!');
  });
});
