import { relative } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { quoteWord } from '@rapido/core';
import { RapidoCommand } from '../../command.js';
import { type CreatedCut, createCut } from '../../create/create-cut.js';
import { findInCatalogue } from '../../plugins/catalogue.js';
import { findCut } from '../../plugins/cuts.js';
import { interruption } from '../../process/interruption.js';
import { surroundings } from '../../process/surroundings.js';

export default class CreateCut extends RapidoCommand {
  static override readonly summary = 'Begin a package with a cut of your own, ready to be tested and published.';
  static override readonly description =
    'It has a cut with its autorun, a test without a VM and one with one, README, licence, and what checks and publishes it. NAME is the cut\'s, as "hello", whose package is then @SCOPE/cut-hello; or the package\'s, as "@acme/cut-hello": without a scope it could not be installed from a registry. docs/plugins.md leads from there to others who install it.';
  static override readonly args = {
    name: Args.string({ description: 'Name of the cut, or of its package with a scope.', required: true }),
  };
  static override readonly flags = {
    javascript: Flags.boolean({ summary: 'Write plain JavaScript, which needs no build, instead of TypeScript.' }),
    scope: Flags.string({
      summary: "The package's scope: your name on the registry, or your organisation's; unless told, your login name.",
      helpValue: 'SCOPE',
    }),
    directory: Flags.string({
      char: 'd',
      summary: "Where to write it, a new or empty directory; unless told, it has the package's name.",
      helpValue: 'DIR',
    }),
  };
  static override readonly examples = [
    { description: 'A cut called zram-ext4, in cut-zram-ext4', command: '<%= config.bin %> create cut zram-ext4' },
    {
      description: "An organisation's, without TypeScript",
      command: '<%= config.bin %> create cut @acme/cut-zram-ext4 --javascript',
    },
  ];

  async run(): Promise<CreatedCut> {
    const { args, flags } = await this.parse(CreateCut);
    this.refuseRest('create cut');
    const environment = surroundings();
    const created = await createCut(args.name, {
      cli: this.config,
      environment,
      signal: interruption(),
      language: flags.javascript ? 'javascript' : 'typescript',
      scope: flags.scope,
      directory: flags.directory,
      findRival: async (cut) => {
        const plugin = findCut(this.config, cut)?.plugin;
        if (plugin?.inDevelopment) return undefined; // the user's own, begun before
        return plugin?.name ?? (await findInCatalogue(this.config, cut))?.package;
      },
    });
    this.log(`The package ${created.package}, with the cut ${created.cut}, is in ${created.directory}`);
    for (const line of nextSteps(created, environment.cwd)) this.logToStderr(line);
    return created;
  }
}

function nextSteps({ package: name, cut, directory, scopeFrom }: CreatedCut, cwd: string): string[] {
  const path = relative(cwd, directory);
  const scope = `${name.split('/')[0]} is your login name. For another scope: --scope, or edit package.json and README.md.`;
  return [
    ...(scopeFrom === 'login' ? [scope] : []),
    '',
    'Next:',
    ...(path === '' ? [] : [`  cd ${quoteWord(path)}`]),
    '  npm install',
    '  npm run lint',
    '  npm test               # cuts it and boots a VM',
    '  rapido plugins link .  # from then on, your rapido has the cut',
    `  rapido run ${cut}`,
  ];
}
