// After manifests.mjs: writes packages/cli/man/rapido.1, from what the commands, the cuts, the settings and the table of
// outcomes say of themselves.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { exitCodes } from '../packages/cli/dist/commands/help/exit-codes.js';
import { flagsOf } from '../packages/cli/dist/flags/flags-of.js';
import { describeSetting } from '../packages/cli/dist/help/cut-sections.js';
import { renderText } from '../packages/cli/dist/help/render.js';
import { loadBundledPlugins } from '../packages/cli/dist/plugins/bundled.js';
import { readCatalogue } from '../packages/cli/dist/plugins/catalogue.js';
import { knownCuts } from '../packages/cli/dist/plugins/cuts.js';
import { CORE_SETTINGS } from '../packages/core/dist/config/index.js';
import { bold, example, italic, paragraphs, roff, section, tagged } from './lib/roff.mjs';
import { TOP } from './lib/workspace.mjs';

const CLI = join(TOP, 'packages/cli');
const PAGE = join(CLI, 'man/rapido.1');
const { Config } = createRequire(join(CLI, 'package.json'))('@oclif/core');

const config = await Config.load({ root: CLI, plugins: await loadBundledPlugins(join(CLI, 'dist')) });
const text = `${[
  `.TH RAPIDO 1 "" "rapido ${config.version}" "User Commands"`,
  ...section('NAME', [`rapido \\- ${roff(config.pjson.description.replace(/\.$/, ''))}`]),
  ...section('SYNOPSIS', synopsis()),
  ...section('DESCRIPTION', description()),
  ...section('COMMANDS', ownCommands().flatMap(commandSection)),
  ...section('CUTS', await cuts()),
  ...section('SETTINGS', settings()),
  ...section('ENVIRONMENT', environment()),
  ...section('FILES', files()),
  ...section('EXIT STATUS', exitStatus()),
  ...section('SEE ALSO', seeAlso()),
].join('\n')}\n`;

if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== text) {
  mkdirSync(dirname(PAGE), { recursive: true });
  writeFileSync(PAGE, text);
  console.log('wrote packages/cli/man/rapido.1');
}

function synopsis() {
  return [
    `${bold('rapido')} ${italic('COMMAND')} [${italic('ARGUMENTS')}] [${italic('FLAGS')}]`,
    '.br',
    `${bold('rapido help')} [${italic('COMMAND')}...]`,
    '.br',
    `${bold('rapido --version')}`,
  ];
}

function description() {
  return paragraphs(
    'rapido is for kernel developers: it gets from a changed kernel to a test that ran on it in a virtual machine. A cut is what one use case needs. To cut it is to gather the modules of the kernel, the files of this machine and the script that runs in the VM into an initramfs, and nothing else. To boot it is to run that image on the kernel in QEMU, with a verdict and an exit code at the end.',
    '`rapido run CUT` does both. Without further words it tests the kernel that this machine runs; in a kernel tree that has been built, or with `--kernel`, that one.',
    'Every command explains itself with `--help`, and almost every one prints its result as JSON with `--json`. Results go to standard output, everything else to standard error.',
  );
}

/** Those that people type; cuts and aliases have places of their own. */
function ownCommands() {
  return config.commands
    .filter(({ id, hidden, cut, aliases }) => !hidden && cut === undefined && !aliases.includes(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function commandSection(command) {
  const { id, summary = '', description = '', examples = [] } = command;
  const render = (line) => renderText(line, { bin: 'rapido', id });
  const flags = Object.values(flagsOf(config, command)).filter(({ hidden }) => !hidden);
  const texts = [summary, description].filter((line) => line !== '').map(render);
  return section(
    usageOf(command),
    [
      ...paragraphs(...texts),
      ...flags.flatMap((flag) => tagged(flagTerm(flag), flagText(flag))),
      ...examples.flatMap((it) =>
        typeof it === 'string'
          ? example('For example:', render(it))
          : example(`${it.description}:`, render(it.command)),
      ),
    ],
    'SS',
  );
}

function usageOf({ id, usage, args = {} }) {
  const name = id.replaceAll(':', ' ');
  const words = Object.entries(args).map(([arg, { required }]) =>
    required ? arg.toUpperCase() : `[${arg.toUpperCase()}]`,
  );
  return `rapido ${typeof usage === 'string' ? renderText(usage, { bin: 'rapido', id }) : [name, ...words].join(' ')}`;
}

function flagTerm({ name, char, type, helpValue, multiple }) {
  const long = `${char === undefined ? '' : `${bold(`-${char}`)}, `}${bold(`--${name}`)}`;
  if (type !== 'option') return long;
  return `${long}=${italic(typeof helpValue === 'string' ? helpValue : 'VALUE')}${multiple ? '...' : ''}`;
}

function flagText({ summary, description = '', options, helpValue, default: standard }) {
  const notes = [
    ...(options && helpValue === undefined ? [`one of ${options.join(', ')}`] : []),
    ...(standard === undefined || typeof standard === 'boolean' ? [] : [`default ${standard}`]),
  ];
  return `${summary ?? description}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

async function cuts() {
  const bundled = knownCuts(config).flatMap(({ data }) => [
    ...tagged(bold(data.name), `${data.summary}.`),
    ...Object.entries(data.settings ?? {}).flatMap(([name, setting]) => [
      '.IP',
      roff(`\`${name}\`: ${describeSetting(setting)}`),
    ]),
  ]);
  const catalogue = await readCatalogue(config);
  const packages = [...new Set(catalogue.map((cut) => cut.package))].sort().flatMap((name) => {
    const own = catalogue.filter((cut) => cut.package === name).map((cut) => cut.name);
    return tagged(bold(name), `${own.join(', ')}.`);
  });
  return [
    ...paragraphs(
      '`rapido list` shows the cuts that are installed, `rapido help cut NAME` what one needs and can be told. These come with rapido:',
    ),
    ...bundled,
    '.PP',
    roff(
      'A file is a cut as well: a JavaScript module that exports one, or a `.fest` file, which lists what an image holds. Plugins bring more; `rapido plugins install` takes these packages, and those of others:',
    ),
    ...packages,
  ];
}

function settings() {
  const rows = Object.entries(CORE_SETTINGS).flatMap(([name, setting]) =>
    tagged(bold(name), `${describeSetting(setting)}.`),
  );
  return [
    ...paragraphs(
      'In order of precedence: `--set KEY=VALUE`, `RAPIDO_KEY` in the environment, the file of the project, the file of the user, the default. `rapido config` shows what holds, and where each value comes from. Cuts have settings besides.',
    ),
    ...rows,
  ];
}

function environment() {
  return [
    ...tagged(bold('RAPIDO_KEY'), 'The setting `KEY`, as RAPIDO_KERNEL_SRC.'),
    ...tagged(bold('RAPIDO_CONF'), 'The file of the project, instead of the one that is found.'),
    ...tagged(
      ['CONFIG', 'CACHE', 'STATE', 'DATA', 'RUNTIME'].map((kind) => bold(`RAPIDO_${kind}_DIR`)).join(', '),
      'The directories of rapido: the settings of the user, what is kept to be faster, the results of runs, plugins, and the sockets of running VMs. Unless set they are those of the XDG Base Directory Specification, whose variables are honoured.',
    ),
    ...tagged(
      `${bold('NO_COLOR')}, ${bold('FORCE_COLOR')}, ${bold('TERM')}`,
      'Whether there are colours, and a display that is redrawn in place.',
    ),
  ];
}

function files() {
  return [
    ...tagged(
      `${italic('rapido.conf')}, ${italic('rapido.config.json')}, ${italic('rapido.config.yaml')}, ${italic('package.json')}`,
      'The settings of the project: of the first directory, from the working directory upward, that has one of them (a package.json by its key `rapido`).',
    ),
    ...tagged(italic('~/.config/rapido/rapido.conf'), 'The settings of the user.'),
    ...tagged(
      italic('initrds/'),
      'Beside the file of the project: the images that were cut. Without such a file they are in the cache.',
    ),
    ...tagged(
      italic('~/.local/state/rapido/runs/'),
      'What came of the last runs, each in a directory: `rapido results` shows them.',
    ),
    ...tagged(italic('~/.local/share/rapido/'), 'The plugins that were installed.'),
    ...tagged(italic('~/.cache/rapido/'), 'What is kept to be faster; `rapido image gc` empties it.'),
  ];
}

function exitStatus() {
  const rows = exitCodes().flatMap(({ exitCode, outcome, meaning }) =>
    tagged(
      bold(outcome === 'fail' ? '1-95, 126, 127' : outcome === 'interrupted' ? '130, 143' : String(exitCode)),
      `${meaning}.`,
    ),
  );
  return [
    ...rows,
    '.PP',
    roff(
      'The same for every command, and made for `git bisect run`: 125 skips a kernel, 128 and above stop the bisection, and everything else but 0 is bad. `rapido help exit-codes` has the codes of errors too.',
    ),
  ];
}

function seeAlso() {
  const pages = [
    ['git-bisect', 1],
    ['qemu-system-x86_64', 1],
    ['dracut', 8],
    ['gdb', 1],
    ['crash', 8],
  ];
  return [pages.map(([name, number]) => `${bold(name)}(${number})`).join(',\n')];
}
