import { RapidoCommand } from '../command.js';
import { type KnownCut, knownCuts } from '../plugins/cuts.js';
import { alignColumns } from '../text/columns.js';

export default class List extends RapidoCommand {
  static override readonly summary = 'List all cuts that are installed, by plugin.';
  static override readonly examples = [
    { description: 'What is there to cut?', command: '<%= config.bin %> list' },
    { description: 'The same for programs, with what each cut can be told', command: '<%= config.bin %> list --json' },
  ];

  async run(): Promise<readonly CutListing[]> {
    await this.parse(List);
    this.refuseRest('list');
    const cuts = knownCuts(this.config).map(listing);
    if (!this.jsonEnabled()) for (const line of formatListing(cuts)) this.log(line);
    return cuts;
  }
}

/** One cut of `rapido list --json`. */
export interface CutListing {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Names of the settings that the cut reads. */
  readonly settings: readonly string[];
  readonly plugin: string;
  readonly version: string;
}

function listing({ data, plugin }: KnownCut): CutListing {
  return {
    name: data.name,
    aliases: data.aliases ?? [],
    summary: data.summary,
    settings: Object.keys(data.settings ?? {}),
    plugin: plugin.name,
    version: plugin.version,
  };
}

/** For people: under each plugin its cuts, then what may be set for them. */
export function formatListing(cuts: readonly CutListing[]): string[] {
  const plugins = [...new Set(cuts.map(({ plugin }) => plugin))];
  const cells = ({ name, aliases, summary, settings }: CutListing) => {
    const also = aliases.length === 0 ? '' : ` (${aliases.join(', ')})`;
    return [`  ${name}${also}`, settings.length === 0 ? summary : `${summary} [${settings.join(' ')}]`];
  };
  const rows = alignColumns(cuts.map(cells));
  const lines = plugins.flatMap((plugin) => {
    const own = cuts.flatMap((cut, i) => (cut.plugin === plugin ? [rows[i] ?? ''] : []));
    const version = cuts.find((cut) => cut.plugin === plugin)?.version ?? '';
    return [`${plugin} ${version}`, ...own, ''];
  });
  return cuts.length === 0 ? ['No cuts are installed.'] : lines.slice(0, -1);
}
