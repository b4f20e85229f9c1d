import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CUT_API } from '@rapido/kit';
import { cutsOf } from './cuts.js';
import { isPacked } from './packed.js';
import { isObject, isText, isWords } from './shapes.js';

type Fields = Readonly<Record<string, unknown>>;

/** What comes with whoever installs a plugin: another copy would be loaded beside it, or nothing at all. */
const ENGINE = ['@rapido/cli', '@rapido/core', '@rapido/testing', '@oclif/core'];

/**
 * What is wrong with the package in `root` as one that others install, each in a sentence; `commands` is what its
 * entry exports.
 */
export async function packageFaults(root: string, pjson: Fields, commands: Fields): Promise<string[]> {
  return [
    ...(await identityFaults(pjson)),
    ...(await rapidoFaults(pjson['rapido'])),
    ...oclifFaults(pjson['oclif']),
    ...dependencyFaults(pjson),
    ...scriptFaults(pjson['scripts']),
    ...(await filesFaults(root, pjson, commands)),
  ];
}

async function identityFaults({ name, version, type }: Fields): Promise<string[]> {
  const { valid } = await import('semver');
  return [
    ...(/^@[^/]+\/[^/]+$/.test(String(name))
      ? []
      : ["Its name has no scope, as @you/cut-hello: without one, a registry's packages are not installed."]),
    ...(valid(String(version)) ? [] : [`Its version is not one of semver, as 1.0.0: ${version}`]),
    ...(type === 'module' ? [] : ['It lacks "type": "module".']),
  ];
}

async function rapidoFaults(rapido: unknown): Promise<string[]> {
  const { api, cli } = isObject(rapido) ? rapido : {};
  const { validRange } = await import('semver');
  return [
    ...(api === CUT_API ? [] : [`It lacks "rapido": { "api": ${CUT_API} }, the contract that its cuts are made for.`]),
    ...(isText(cli) && validRange(cli) !== null
      ? []
      : ['It lacks a range of versions of Rapido, as "rapido": { "cli": ">=0.1" }.']),
  ];
}

function oclifFaults(oclif: unknown): string[] {
  return isObject(oclif) && oclif['hooks'] !== undefined
    ? ['It has "oclif.hooks", which Rapido never runs: a plugin brings cuts.']
    : [];
}

function dependencyFaults(pjson: Fields): string[] {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
    ENGINE.filter((name) => isObject(pjson[kind]) && name in pjson[kind]).map(
      (name) => `It has ${name} in "${kind}": that is for "devDependencies"; a plugin needs @rapido/kit alone.`,
    ),
  );
}

function scriptFaults(scripts: unknown): string[] {
  const ignored = ['preinstall', 'install', 'postinstall'].filter((name) => isObject(scripts) && name in scripts);
  return ignored.map((name) => `It has the script "${name}", which rapido plugins install does not run.`);
}

async function filesFaults(root: string, { files, oclif }: Fields, commands: Fields): Promise<string[]> {
  if (!isWords(files)) {
    return ['It lacks "files", the list of what is published: ["dist", "guest", "oclif.manifest.json"].'];
  }
  const { target } = (oclif as { commands: { target: string } }).commands;
  const suites = cutsOf(commands).flatMap(({ suite }) => (isObject(suite) ? [suite['run'], suite['list']] : []));
  const guest = await stat(join(root, 'guest')).then(
    (entry) => (entry.isDirectory() ? ['guest'] : []),
    () => [],
  );
  const needed = new Set([target, 'oclif.manifest.json', ...guest, ...suites.filter(isText)]);
  return [...needed]
    .filter((path) => !isPacked(files, path))
    .map((path) => `Its "files" leave out ${path}: whoever installs it would not get that.`);
}
