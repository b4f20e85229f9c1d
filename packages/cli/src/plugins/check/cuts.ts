import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { blockdevFault, parseSize } from '@rapido/core';
import { settingsFaults } from './settings.js';
import { isObject, isText, isWords, placesNotJson } from './shapes.js';

const NAME = /^[a-z0-9][a-z0-9-]*$/;
const FORMATS = ['xfstests', 'blktests', 'tap', 'ktap', 'events'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the commands that the entry of the package in `root` exports, each in a sentence; `rapido` is that field of its
 * package.json.
 */
export async function commandsFaults(commands: Fields, root: string, rapido: unknown): Promise<string[]> {
  const api = isObject(rapido) ? rapido['api'] : undefined;
  const faults = Object.entries(commands).map(([id, command]) => commandFaults(id, command, { root, api }));
  return [...(await Promise.all(faults)).flat(), ...clashes(commands)];
}

/** The definitions of cuts among what a package exports as its commands. */
export function cutsOf(commands: Fields): Fields[] {
  return Object.values(commands).flatMap((command) =>
    isObject(command) && isObject(command['cut']) ? [command['cut']] : [],
  );
}

async function commandFaults(
  id: string,
  command: unknown,
  { root, api }: { readonly root: string; readonly api: unknown },
): Promise<string[]> {
  if (isObject(command) && typeof command['netApi'] === 'number') return [];
  const cut = isObject(command) ? command['cut'] : undefined;
  if (!isObject(command) || !isObject(cut) || typeof command['run'] !== 'function' || id !== `cut:${cut['name']}`) {
    return [`The command "${id}" is no cut: export const commands = cutCommands({ … }), of @rapido/kit.`];
  }
  const who = `The cut ${isText(cut['name']) ? cut['name'] : '?'}: `;
  const made = command['cutApi'];
  const other =
    api === undefined || made === api ? [] : [`it is made for cut API ${made}, but "rapido.api" is ${api}.`];
  return [...other, ...(await cutFaults(cut, root))].map((fault) => who + fault);
}

async function cutFaults(cut: Fields, root: string): Promise<string[]> {
  const { manifest, preflight, ...data } = cut;
  const lost = placesNotJson(data, '').map(
    (place) => `"${place}" is neither text, number, truth value, list nor object.`,
  );
  return [
    ...lost,
    ...fieldFaults(data),
    ...(typeof manifest === 'function' ? [] : ['it has no function "manifest".']),
    ...(preflight === undefined || typeof preflight === 'function' ? [] : ['"preflight" is no function.']),
    ...(lost.length === 0 && JSON.stringify(data).includes(JSON.stringify(root).slice(1, -1))
      ? [`it names ${root}, which is on this machine only: paths are relative to the package.`]
      : []),
    ...createsImageFaults(data['createsImage'], preflight),
    ...(await settingsFaults(data['settings'])),
    ...(await suiteFaults(data['suite'], root)),
  ];
}

function fieldFaults({ name, summary, aliases = [], kernel = {}, vm = {}, ...more }: Fields): string[] {
  const { service, deprecated, allowSplats = [], needs = [] } = more;
  const names = [name, ...(isWords(aliases) ? aliases : [])];
  return [
    ...names.flatMap((text) =>
      NAME.test(String(text)) ? [] : [`${JSON.stringify(text)} is no name of a cut: use a-z, 0-9 and -.`],
    ),
    ...(isWords(aliases) ? [] : ['"aliases" is not a list of names.']),
    ...(isText(summary) ? [] : ['it has no "summary", a text of one line.']),
    ...(isObject(kernel) ? kernelFaults(kernel) : ['"kernel" is not an object.']),
    ...(isObject(vm) ? vmFaults(vm) : ['"vm" is not an object.']),
    ...(service === undefined || NAME.test(String(service))
      ? []
      : ['"service" is no kind of service: use a-z, 0-9 and -.']),
    ...(deprecated === undefined || isText(deprecated)
      ? []
      : ['"deprecated" says in a sentence what users should go on to.']),
    ...(isWords(allowSplats) && allowSplats.every(isPattern)
      ? []
      : ['"allowSplats" is not a list of regular expressions.']),
    ...(Array.isArray(needs) && needs.every((need) => isObject(need) && isText(need['service']) && isText(need['cut']))
      ? []
      : ['"needs" is not a list of { service, cut }.']),
  ];
}

function createsImageFaults(createsImage: unknown, preflight: unknown): string[] {
  if (createsImage === undefined) return [];
  if (createsImage !== true) return ['"createsImage" is true, or left out.'];
  return preflight === undefined ? ['"createsImage" says what its "preflight" does, and it has none.'] : [];
}

function kernelFaults(kernel: Fields): string[] {
  return ['load', 'include', 'config'].flatMap((key) =>
    isWords(kernel[key] ?? []) ? [] : [`"kernel.${key}" is not a list of names.`],
  );
}

function vmFaults({ memory = '1G', cpus = 1, append = [], disks = [] }: Fields): string[] {
  return [
    ...(typeof memory === 'string' && parseSize(memory) ? [] : ['"vm.memory" is not a size, as "512M" or "2G".']),
    ...(Number.isInteger(cpus) && Number(cpus) > 0 ? [] : ['"vm.cpus" is not a number of CPUs.']),
    ...(isWords(append) ? [] : ['"vm.append" is not a list of kernel parameters.']),
    ...(Array.isArray(disks) && disks.every((disk) => isObject(disk) && isText(disk['serial']))
      ? []
      : ['"vm.disks" is not a list of { serial }.']),
    ...(Array.isArray(disks) ? disks.flatMap(blockdevFaults) : []),
  ];
}

function blockdevFaults(disk: unknown): string[] {
  if (!isObject(disk) || disk['blockdev'] === undefined) return [];
  const fault = blockdevFault(disk['blockdev']);
  return fault === undefined ? [] : [`the "blockdev" of the disk ${String(disk['serial'])} ${fault}.`];
}

async function suiteFaults(suite: unknown, root: string): Promise<string[]> {
  if (suite === undefined) return [];
  if (!isObject(suite)) return ['"suite" is not an object.'];
  const { format, results, run, list } = suite;
  const scripts: [string, unknown][] = [
    ['run', run],
    ...(list === undefined ? [] : [['list', list] as [string, unknown]]),
  ];
  return [
    ...(FORMATS.includes(String(format)) ? [] : [`"suite.format" is not one of ${FORMATS.join(', ')}.`]),
    ...(typeof results === 'string' && isAbsolute(results) ? [] : ['"suite.results" is no directory of the guest.']),
    ...(await Promise.all(scripts.map(([key, path]) => scriptFaults(key, path, root)))).flat(),
  ];
}

async function scriptFaults(key: string, path: unknown, root: string): Promise<string[]> {
  if (!isText(path)) return [`"suite.${key}" names no script.`];
  const below = relative(root, join(root, path));
  if (isAbsolute(path) || below.startsWith('..')) return [`"suite.${key}" is outside the package: ${path}`];
  const isFile = await stat(join(root, path)).then(
    (entry) => entry.isFile(),
    () => false,
  );
  return isFile ? [] : [`"suite.${key}" is not there: ${path}`];
}

/** Names that two cuts of the package have. */
function clashes(commands: Fields): string[] {
  const names = cutsOf(commands).flatMap(({ name, aliases }) =>
    [name, ...(isWords(aliases) ? aliases : [])].filter(isText),
  );
  const twice = new Set(names.filter((name, i) => names.indexOf(name) < i));
  return [...twice].map((name) => `The name ${name} is taken twice among the cuts and their aliases.`);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
