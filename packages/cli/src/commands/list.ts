import { Args, Flags } from '@oclif/core';
import { RapidoError } from '@rapido/core/errors';
import { RapidoCommand } from '../command.js';
import { type CutListing, listCuts } from '../plugins/cut-listing.js';
import { fullName, shortName } from '../plugins/names.js';
import { formatCutList } from '../render/cut-list.js';
import { pageOf } from '../render/page.js';

export default class List extends RapidoCommand {
  static override readonly summary = 'List all cuts by plugin, those too that can be installed.';
  static override readonly description =
    'With NAME, or --long, also what each needs and can be told; `rapido help cut NAME` explains the settings of one.';
  static override readonly usage = 'list [NAME...] [FLAGS]';
  static override readonly strict = false;
  static override readonly args = {
    name: Args.string({ description: 'Only this cut, or those of this plugin; with all details.' }),
  };
  static override readonly flags = {
    installed: Flags.boolean({ char: 'i', summary: 'Only what is installed.' }),
    long: Flags.boolean({ char: 'l', summary: 'With what each cut needs and can be told.' }),
  };
  static override readonly examples = [
    { description: 'What is there to cut?', command: '<%= config.bin %> list' },
    { description: 'What does a cut need?', command: '<%= config.bin %> list fstests-xfs' },
    { description: 'The cuts of a plugin', command: '<%= config.bin %> list blktests' },
    { description: 'Everything, for programs', command: '<%= config.bin %> list --json' },
  ];

  async run(): Promise<readonly CutListing[]> {
    const { argv, flags } = await this.parse(List);
    this.refuseRest('list');
    const names = argv.map(String);
    const all = (await listCuts(this.config)).filter(({ installed }) => installed || !flags.installed);
    const cuts = names.length === 0 ? all : await this.#named(all, names);
    if (this.jsonEnabled()) return cuts;
    const long = flags.long || names.length > 0;
    for (const line of formatCutList(cuts, pageOf(process.stdout), { long })) this.log(line);
    return cuts;
  }

  async #named(all: readonly CutListing[], names: readonly string[]): Promise<readonly CutListing[]> {
    const isMeant = ({ name, aliases, plugin }: CutListing, word: string) =>
      name === word || aliases.includes(word) || plugin === fullName(word);
    for (const word of names) if (!all.some((cut) => isMeant(cut, word))) throw await this.#unknown(word, all);
    return all.filter((cut) => names.some((word) => isMeant(cut, word)));
  }

  async #unknown(word: string, all: readonly CutListing[]): Promise<RapidoError> {
    const { nearest } = await import('../text/nearest.js');
    const words = all.flatMap(({ name, aliases, plugin }) => [name, ...aliases, plugin, shortName(plugin)]);
    const [best] = await nearest(word, [...new Set(words)]);
    return new RapidoError('UNKNOWN_CUT', `There is no cut and no plugin "${word}".`, {
      hint: best === undefined ? 'rapido list' : `rapido list ${best}`,
    });
  }
}
