import { Args, Flags } from '@oclif/core';
import {
  CORE_SETTINGS,
  type Config,
  type ConfigEntry,
  configSchema,
  type JsonSchema,
  maskedText,
  RapidoError,
} from '@rapido/core';
import { RapidoCommand } from '../command.js';
import { settingFlags } from '../flags/setting-flags.js';
import { alignColumns } from '../text/columns.js';
import { nearest } from '../text/nearest.js';
import { printable } from '../text/printable.js';
import { openSession, settingsOfCuts } from '../verbs/session.js';

export default class ConfigCommand extends RapidoCommand {
  static override readonly summary = 'Show the settings that hold here, each with where it comes from.';
  static override readonly description =
    'Settings come from --set, RAPIDO_KEY in the environment, rapido.conf (or rapido.config.json, rapido.config.yaml, package.json) of the project, the same of the user, and defaults, in this order.';
  static override readonly args = { key: Args.string({ description: 'Print only this setting.' }) };
  static override readonly flags = {
    ...settingFlags,
    all: Flags.boolean({ char: 'a', summary: 'Also show what is not set, and what each setting means.' }),
    schema: Flags.boolean({
      summary: 'Print a JSON schema of rapido.config.json and .yaml, with the settings of all cuts, for an editor.',
      exclusive: ['all', 'config', 'set', 'kernel'],
    }),
  };
  static override readonly examples = [
    { description: 'Everything that is set', command: '<%= config.bin %> config' },
    { description: 'Everything that can be set', command: '<%= config.bin %> config --all' },
    { description: 'One value, for a script', command: '<%= config.bin %> config KERNEL_SRC' },
    { description: 'What an editor completes', command: '<%= config.bin %> config --schema >rapido.schema.json' },
  ];

  async run(): Promise<ConfigView | SettingView | JsonSchema> {
    const { args, flags } = await this.parse(ConfigCommand);
    this.refuseRest('config');
    if (flags.schema && args.key !== undefined) {
      throw new RapidoError('USAGE', `--schema is of all settings, not of ${args.key} alone.`);
    }
    if (flags.schema) return this.#showSchema();
    const { config } = await openSession(this.config, flags);
    if (args.key !== undefined) return this.#showOne(config, args.key);
    const entries = Object.values(config.entries).filter(({ text }) => flags.all || text !== undefined);
    const view = {
      ...(config.projectFile === undefined ? {} : { projectFile: config.projectFile }),
      ...(config.userFile === undefined ? {} : { userFile: config.userFile }),
      settings: entries.map(viewSetting),
    };
    for (const line of formatSettings(view, flags.all)) this.log(line);
    return view;
  }

  #showSchema(): JsonSchema {
    const schema = configSchema({ ...settingsOfCuts(this.config), ...CORE_SETTINGS });
    this.log(JSON.stringify(schema, null, 2));
    return schema;
  }

  async #showOne(config: Config, key: string): Promise<SettingView> {
    const entry = Object.hasOwn(config.entries, key) ? config.entries[key] : undefined;
    if (entry === undefined) {
      const [best] = await nearest(key, Object.keys(config.entries));
      throw new RapidoError('USAGE', `There is no setting ${key}.`, {
        hint: best === undefined ? 'rapido config --all, for all there are' : `rapido config ${best}`,
      });
    }
    const view = viewSetting(entry);
    if (view.value !== undefined) this.log(view.value);
    else this.logToStderr(`${key} is not set${view.note === undefined ? '' : `: ${view.note}`}.`);
    return view;
  }
}

/** The settings, as `rapido config --json` prints them. */
export interface ConfigView {
  readonly projectFile?: string;
  readonly userFile?: string;
  readonly settings: readonly SettingView[];
}

export interface SettingView {
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  /** Absent when unset; of a secret only stars. */
  readonly value?: string;
  readonly origin?: string;
  readonly note?: string;
}

function viewSetting(entry: ConfigEntry): SettingView {
  const { name, setting, origin, note } = entry;
  const value = maskedText(entry);
  return {
    ...{ name, type: setting.type, summary: setting.summary },
    ...(value === undefined ? {} : { value }),
    ...(value === undefined || origin === undefined ? {} : { origin: origin.text }),
    ...(note === undefined ? {} : { note }),
  };
}

/** In the form of rapido.conf, with what is known of each value as a comment. */
export function formatSettings({ projectFile, userFile, settings }: ConfigView, all: boolean): string[] {
  const lines = alignColumns(
    settings.map(({ name, value, origin, note }) => {
      const comment = [value === undefined ? 'not set' : (origin ?? ''), ...(note === undefined ? [] : [note])];
      return [value === undefined ? `#${name}=` : `${name}=${JSON.stringify(value)}`, `# ${comment.join('; ')}`];
    }),
  );
  const files = [projectFile, userFile].filter((file) => file !== undefined);
  return [
    ...(files.length === 0 ? ['# No configuration file was found.'] : files.map((file) => `# ${file}`)),
    ...lines.flatMap((line, i) =>
      all ? ['', `# ${settings[i]?.summary || 'Of an installed plugin.'}`, line] : [line],
    ),
  ].map(printable);
}
