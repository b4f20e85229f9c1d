// When code of an installed plugin runs, and when not: the table of SECURITY.md.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rapido, temporaryDirectory } from '../helpers/cli.js';
import { cutManifest, cutModule, installPlugins } from '../helpers/plugins.js';

const NAME = '@acme/cut-noted';
const MANIFEST = cutManifest({ noted: {} });

/** A home with a plugin that notes when its code is loaded, its manifest called and its hooks run. */
function notingHome(manifest?: object) {
  const home = temporaryDirectory();
  const notes = join(home, 'notes');
  const note = (what: string) =>
    `(await import('node:fs')).appendFileSync(${JSON.stringify(notes)}, ${JSON.stringify(`${what}\n`)})`;
  const code = `${cutModule('noted', { manifest: "noteManifest(); m.bin('true');" })}
${note('loaded')};
const fs = await import('node:fs');
function noteManifest() { fs.appendFileSync(${JSON.stringify(notes)}, 'manifest\\n'); }
`;
  const hooks = Object.fromEntries(['init', 'prerun', 'postrun', 'cut'].map((event) => [event, note(event)]));
  installPlugins(home, { name: NAME, code, hooks, ...(manifest && { manifest }) });
  return async (...args: string[]) => {
    rmSync(notes, { force: true });
    const { status, stderr } = await rapido(args, { home });
    return { status, stderr, notes: existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [] };
  };
}

it.each([
  ['--version'],
  ['list'],
  ['help', 'cut', 'noted'],
  ['cut', 'noted', '--help'],
  ['config', '--all'],
  ['plugins'],
  ['plugins', 'inspect', NAME],
  ['completion', 'bash'],
  ['ps'],
  ['plugins', 'uninstall', NAME],
])('not by rapido %s %s %s', async (...args) => {
  const { status, notes, stderr } = await notingHome(MANIFEST)(...args);
  expect({ status, notes }, stderr).toEqual({ status: 0, notes: [] });
});

it('by cutting its cut, unless all is as it was; never its hooks', async () => {
  const run = notingHome(MANIFEST);
  expect((await run('cut', 'noted', '--dry-run')).notes).toEqual(['loaded', 'manifest']);
  expect((await run('cut', 'noted')).notes).toEqual(['loaded', 'manifest']);
  expect((await run('cut', 'noted')).notes).toEqual([]);
  expect((await run('boot', '--dry-run')).notes).toEqual([]);
});

it('at every start where only it can say which cuts there are, but not to remove it', async () => {
  for (const manifest of [undefined, { ...MANIFEST, version: '0.9.0' }]) {
    const run = notingHome(manifest);
    expect((await run('list')).notes).toEqual(['loaded']);
    expect((await run('plugins', 'uninstall', NAME)).notes).toEqual([]);
  }
});
