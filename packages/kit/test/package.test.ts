import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

let outside: string;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'rapido-kit-'));
  const plain = ['--composite', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  await run(process.execPath, [tsc, '-p', packageDir, '--outDir', outside, ...plain]);
});
afterAll(() => rm(outside, { recursive: true, force: true }));

it('has no dependency of any kind', async () => {
  const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
  const kinds = Object.keys(manifest).filter((key) => /dependenc/i.test(key));
  expect(kinds).toEqual([]);
});

it('is built to files that import nothing but each other', async () => {
  const built = (await readdir(outside)).filter((name) => /\.(js|d\.ts)$/.test(name));
  expect(built).toContain('index.js');
  for (const name of built) {
    const text = (await readFile(join(outside, name), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const imported = [...text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*\(?['"]([^'"]+)['"]/g)].map(
      ([, from]) => from,
    );
    expect(imported.filter((from) => !from?.startsWith('./'))).toEqual([]);
  }
});

it('loads where no package can be found', async () => {
  const entry = pathToFileURL(join(outside, 'index.js')).href;
  const script = `const kit = await import(${JSON.stringify(entry)}); console.log(Object.keys(kit).sort().join(' '));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: outside });
  expect(stdout).toBe('CUT_API cutCommands defineCut netCommands\n');
});
