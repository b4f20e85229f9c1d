import { Args } from '@oclif/core';
import { RapidoCommand } from '../../command.js';
import { type Inspection, inspectBundled, inspectPlugin } from '../../plugins/inspection.js';
import { findInstalled, shortName } from '../../plugins/names.js';
import { describeRival } from '../../plugins/rivals.js';
import { listOf } from '../../plugins/store.js';
import { surroundings } from '../../process/surroundings.js';
import { alignColumns } from '../../text/columns.js';
import { printable } from '../../text/printable.js';

export default class PluginsInspect extends RapidoCommand {
  static override readonly summary = 'Show all about a plugin: its version, where it comes from, its cuts.';
  static override readonly args = {
    plugin: Args.string({ description: 'Its name, whole or short.', required: true }),
  };
  static override readonly examples = [
    '<%= config.bin %> plugins inspect samba',
    '<%= config.bin %> plugins inspect @acme/rapido-cut-foo --json',
  ];

  async run(): Promise<Inspection> {
    const { args } = await this.parse(PluginsInspect);
    this.refuseRest('plugins inspect');
    const inspection = await this.#inspect(args.plugin);
    for (const line of formatInspection(inspection)) this.log(printable(line));
    return inspection;
  }

  async #inspect(word: string): Promise<Inspection> {
    const plugins = await listOf(this.config.dataDir);
    const isIt = ({ name }: { readonly name: string }) => name === word || shortName(name) === word;
    const bundled = [...this.config.plugins.values()].find((plugin) => plugin.type === 'core' && isIt(plugin));
    if (bundled && !bundled.isRoot && !plugins.some(isIt)) return inspectBundled(this.config, bundled);
    const places = { cwd: surroundings().cwd, bundled: [...this.config.plugins.keys()] };
    return inspectPlugin(this.config, await findInstalled(word, plugins, places));
  }
}

export function formatInspection(inspection: Inspection): string[] {
  const { name, version = '?', description, root, api, cli, problem, cuts, dependencies } = inspection;
  const fields = alignColumns([
    ['name', name],
    ['version', version],
    ...(description === undefined ? [] : [['about', description]]),
    ['from', originOf(inspection)],
    ['directory', root],
    ['made for', `cut API ${said(api)}${cli === undefined ? '' : `, Rapido ${said(cli)}`}`],
    ['usable', problem === undefined ? 'yes' : `no: ${problem}`],
    ['needs', listed(Object.entries(dependencies).map(([dependency, range]) => `${dependency} ${range}`))],
    ['cuts', cuts.length === 0 ? 'none' : String(cuts.length)],
  ]);
  const rows = alignColumns(
    cuts.map((cut) => ['', cut.name, cut.deprecated === undefined ? cut.summary : `(deprecated) ${cut.summary}`]),
  );
  return [...fields, ...rows, ...inspection.rivals.map(describeRival)];
}

function originOf({ from, spec, resolved }: Inspection): string {
  if (from === 'bundled') return 'Rapido, with which it comes';
  if (from === 'link') return 'its directory, which is linked';
  return resolved === undefined || resolved === spec ? `${spec}` : `${spec}, by ${resolved}`;
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '?');
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'no other packages' : words.join(', ');
}
