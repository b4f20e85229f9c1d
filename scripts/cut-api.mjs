// Writes docs/cut-api.md from the public types of @rapido/kit: npm run docs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { readApi } from './lib/api-page.mjs';
import { TOP } from './lib/workspace.mjs';

export const PAGE = join(TOP, 'docs/cut-api.md');

const INTRODUCTION = `# The cut API

<!-- Made by \`npm run docs\` from packages/kit/src. -->

All that \`@rapido/kit\` exports, for authors of plugins. [plugins.md](plugins.md) shows how one comes to be;
[manifest.md](manifest.md) says more of each entry, [autorun.md](autorun.md) what runs in the guest,
[suites.md](suites.md) how test suites run. Which changes there may be, and how they are told, is in
[SECURITY.md](../SECURITY.md#support-of-the-cut-api).

Everything that a plugin gives or is given is read-only; the tables leave out \`readonly\`. Paths of the host are absolute
or relative to the plugin's package, paths of the guest absolute.`;

/** Every export is in one of these, in the order in which one needs them, or in LEFT_OUT. */
const PARTS = [
  { title: 'What a plugin calls', names: ['defineCut', 'cutCommands', 'CUT_API'] },
  {
    title: 'A cut',
    names: ['CutDefinition', 'CutData', 'KernelNeeds', 'VmNeeds', 'DiskNeed', 'Suite', 'NeededService'],
  },
  {
    title: 'What its functions are given',
    names: [
      'ManifestFunction',
      'Manifest',
      'FileOptions',
      'TreeOptions',
      'DataOptions',
      'Context',
      'PreflightContext',
      'Problem',
      'Fragment',
    ],
  },
  { title: 'Keys of rapido.conf', names: ['Setting', 'Settings', 'Values', 'SettingValue'] },
  {
    title: 'Between a plugin and the CLI',
    text: '`cutCommands` makes these; a plugin has no use for them but their names.',
    names: ['CutCommand', 'CutRequest', 'CommandConfig'],
  },
];

/** Of the bundled @rapido/net alone. */
const LEFT_OUT = /^(Net[A-Z]\w*|netCommands)$/;

/** The text of docs/cut-api.md. Throws for an export that has no place in it, and for one that says nothing. */
export function cutApiPage() {
  const listed = PARTS.flatMap(({ names }) => names);
  const kit = join(TOP, 'packages/kit');
  const { names, section } = readApi(join(kit, 'src/index.ts'), optionsOf(kit), (name) => listed.includes(name));
  const lost = names.filter((name) => !listed.includes(name) && !LEFT_OUT.test(name));
  if (lost.length > 0) throw new Error(`scripts/cut-api.mjs has no place for ${lost.join(', ')}.`);
  const parts = PARTS.map(({ title, text, names }) =>
    [`## ${title}`, ...(text ? [text] : []), ...names.map(section)].join('\n\n'),
  );
  const contents = PARTS.map(({ title, names }) => `- ${title}: ${names.map(link).join(', ')}`).join('\n');
  return `${[INTRODUCTION, contents, ...parts].join('\n\n')}\n`;
}

function link(name) {
  return `[\`${name}\`](#${name.toLowerCase()})`;
}

function optionsOf(directory) {
  const path = join(directory, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, directory).options;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, cutApiPage());
