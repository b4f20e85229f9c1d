// Cuts that do not exist, or are wrong.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { nothingLeft, rapido } from '../helpers/index.js';
import { project } from '../helpers/project.js';

afterEach(() => nothingLeft());

test('an unknown cut: the nearest names', async () => {
  const dir = project();
  for (const verb of ['cut', 'run']) {
    expectFailure(
      await rapido([verb, 'simple-exampel'], { cwd: dir }),
      129,
      'UNKNOWN_CUT',
      'simple-exampel',
      /Hint.*simple-example/,
    );
    expectFailure(await rapido([verb, 'nothing-like-it'], { cwd: dir }), 129, 'UNKNOWN_CUT', 'rapido list');
    expectFailure(await rapido([verb, './no such.fest'], { cwd: dir }), 129, 'USAGE', join(dir, 'no such.fest'));
    expectFailure(await rapido([verb, './no-such'], { cwd: dir }), 129, 'USAGE', './no-such', '.fest');
    expectFailure(await rapido([verb], { cwd: dir }), 129, 'USAGE', 'Which cut?');
  }
  expect(readdirSync(dir)).toEqual(['rapido.conf']);
});

test('what is typed wrong is said, and what to type', async () => {
  const usage = async (args: string[], ...texts: string[]) => expectFailure(await rapido(args), 129, 'USAGE', ...texts);
  await usage(['cut', 'simple-example', '--kernal', 'x'], '--kernal', '--kernel');
  await usage(['cut', 'simple-example', '-x', 'true'], '-x', 'rapido run');
  await usage(['run', 'simple-example', 'uname'], "-x 'uname'");
  await usage(['cut', 'simple-example', '--file', '/etc/hosts:relative'], '--file', 'absolute');
  await usage(['cut', 'simple-example', '--tree', '/etc:/a/../b'], '--tree', '..');
  const missing = await rapido(['cut', 'simple-example', '--manifest', 'no such.fest']);
  expectFailure(missing, 129, 'MANIFEST_MISSING', '--manifest', 'no such.fest');
  const { status, stdout, stderr } = await rapido(['cut', 'nothing-like-it', '--json']);
  expect(status).toBe(129);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'ERR_RAPIDO_UNKNOWN_CUT', exitCode: 129 });
});

test('every faulty line of a manifest is told at once', async () => {
  const dir = project({
    'my.fest': 'bin\nfile relative ./x\ndir /a/../b\nnonsense /x\nslink /only-dest\ndata /x "open\ndata /y $HOME\n',
    'a.fest': 'include b.fest\n',
    'b.fest': '\ninclude a.fest\n',
    'values.fest': 'vm memory=lots\ndata /x ${NO_SUCH}\nfile /x ./x mode=999\n',
  });
  const lines = [1, 2, 3, 4, 5, 6, 7].map((line) => `my.fest:${line}`);
  expectFailure(await rapido(['cut', './my.fest'], { cwd: dir }), 129, 'MANIFEST_SYNTAX', ...lines);
  expectFailure(await rapido(['cut', './a.fest'], { cwd: dir }), 129, 'MANIFEST_SYNTAX', 'a.fest', 'b.fest:2');
  const values = ['values.fest:1', 'values.fest:2', 'NO_SUCH', 'values.fest:3'];
  expectFailure(await rapido(['cut', './values.fest'], { cwd: dir }), 129, 'MANIFEST_SYNTAX', ...values);
});

test('two things at one destination: both places are named', async () => {
  const dir = project({
    'my.fest': 'data /etc/x one\ndata /etc/y y\ndata /etc/x two\nslink /etc/y x\ndata /etc/x/below z\n',
  });
  const places = ['my.fest:1', 'my.fest:3', 'my.fest:2', 'my.fest:4', 'my.fest:5'];
  expectFailure(
    await rapido(['cut', './my.fest'], { cwd: dir }),
    129,
    'MANIFEST_CONFLICT',
    '/etc/x',
    '/etc/y',
    ...places,
  );
  const added = await rapido(['cut', './my.fest', '--file', 'rapido.conf:/etc/y'], { cwd: dir });
  expectFailure(added, 129, 'MANIFEST_CONFLICT', '--file');
});

test('a module that is no cut, or whose code fails, is named; it is the cut that is to blame', async () => {
  const manifest = (body: string) => `export const cut = { name: 'my', manifest(m) { ${body} } };`;
  const dir = project({
    'empty.js': 'export const other = 1;',
    'syntax.js': 'export const cut = {',
    'import.js': "import 'no-such-package'; export const cut = {};",
    'throws.js': manifest("throw new TypeError('my own mistake');"),
    'dest.js': manifest("m.file('relative', './x');"),
    'value.js': manifest('m.bin(undefined);'),
    'problem.js': manifest("m.problem({ kind: 'untestable', message: 'too new', fix: 'wait a year' });"),
    'wild.js': "export const cut = { name: '../../wild', manifest() {} };",
  });
  const cut = (name: string) => rapido(['cut', `./${name}.js`], { cwd: dir });
  expectFailure(await cut('empty'), 129, 'USAGE', join(dir, 'empty.js'), 'export const cut');
  expectFailure(await cut('wild'), 129, 'USAGE', join(dir, 'wild.js'), 'name');
  const blamed = {
    syntax: 'syntax.js',
    import: 'no-such-package',
    throws: 'my own mistake',
    dest: 'relative',
    value: 'undefined',
  };
  for (const [name, text] of Object.entries(blamed)) {
    const { status, stdout, stderr } = await cut(name);
    expect({ status, stdout }, stderr).toEqual({ status: 128, stdout: '' });
    expect(stderr).toContain('Code:  ERR_RAPIDO_PLUGIN');
    expect(stderr).toContain(text);
    expect(stderr).toMatch(/^Hint: {2}\S/m);
  }
  expectFailure(await cut('problem'), 125, 'CUT_PROBLEM', 'too new', 'wait a year');
  expect(readdirSync(dir)).not.toContain('initrds');
});
