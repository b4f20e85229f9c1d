import { RapidoCommand } from '../../command.js';
import { type ListedPlugin, listPlugin } from '../../plugins/listing.js';
import { listOf } from '../../plugins/store.js';
import { looksOf } from '../../process/terminal.js';
import { alignColumns } from '../../text/columns.js';
import { printable } from '../../text/printable.js';
import { styleFor } from '../../text/style.js';

export default class Plugins extends RapidoCommand {
  static override readonly summary = 'List the plugins that you have installed or linked.';
  static override readonly examples = [
    '<%= config.bin %> plugins',
    '<%= config.bin %> plugins install samba',
    '<%= config.bin %> plugins update',
  ];

  async run(): Promise<readonly ListedPlugin[]> {
    await this.parse(Plugins);
    this.refuseRest('plugins');
    const installed = await listOf(this.config.dataDir);
    const plugins = await Promise.all(installed.map((entry) => listPlugin(this.config, entry)));
    for (const line of formatPlugins(plugins)) this.log(line);
    if (plugins.length === 0) this.logToStderr('No plugins are installed. To install one: rapido plugins install NAME');
    return plugins;
  }
}

/** A line for each plugin; what is wrong with one stands below it. */
export function formatPlugins(plugins: readonly ListedPlugin[]): string[] {
  const style = styleFor(looksOf(process.stdout));
  const rows = alignColumns(
    plugins.map((plugin) => [plugin.name, plugin.version ?? '?', originOf(plugin), sizeOf(plugin)]),
  );
  return plugins.flatMap(({ problem }, index) => [
    printable(rows[index] ?? ''),
    ...(problem === undefined ? [] : [style.red(`  cannot be used: ${printable(problem)}`)]),
  ]);
}

function originOf({ from, spec, root }: ListedPlugin): string {
  if (from === 'link') return `linked from ${root}`;
  return from === 'registry' ? 'from the registry' : `from ${spec ?? from}`;
}

function sizeOf({ cuts }: ListedPlugin): string {
  return cuts.length === 1 ? '1 cut' : `${cuts.length} cuts`;
}
