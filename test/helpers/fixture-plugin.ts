import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pack } from './archive.js';
import { SANDBOX } from './sandbox.js';

/** A plugin that a test writes: one cut in plain JavaScript, made with the kit. */
export interface FixturePlugin {
  /** Of its package. */
  readonly name: string;
  readonly version?: string;
  /** The name of its cut. */
  readonly cut: string;
  /** What its package.json says of Rapido: by default, that this one will do. */
  readonly rapido?: object;
  /** More of its package.json. */
  readonly packageJson?: object;
  /** Lines in front of its module. */
  readonly code?: string;
  /** Statements of its manifest function. */
  readonly manifest?: string;
  /** More files, by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The file in the guest by which one sees which version of which plugin has made an image's list. */
export const mark = (cut: string, version = '1.0.0') => `/made-by/${cut}-${version}`;

/** Writes a plugin's package. Returns its directory, which goes with the test file. */
export function writePlugin(plugin: FixturePlugin): string {
  const { name, version = '1.0.0', cut, rapido = { api: 1, cli: '>=0.1' }, packageJson, files } = plugin;
  const directory = mkdtempSync(join(SANDBOX, 'plugin-'));
  const metadata = {
    name,
    version,
    license: 'MIT',
    type: 'module',
    exports: { '.': './index.js', './package.json': './package.json' },
    rapido,
    oclif: { commands: { strategy: 'explicit', target: './index.js', identifier: 'commands' } },
    dependencies: { '@rapido/kit': '*' },
    ...packageJson,
  };
  const all = {
    'package.json': `${JSON.stringify(metadata, null, 2)}\n`,
    'index.js': moduleOf(plugin),
    [`guest/${cut}.sh`]: `echo "${cut} ${version} is here"\n`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** Packs a plugin. Resolves with the archive's path. */
export function packPlugin(plugin: FixturePlugin): Promise<string> {
  return pack(writePlugin(plugin));
}

function moduleOf({ cut, version, code = '', manifest = '' }: FixturePlugin): string {
  return `import { cutCommands, defineCut } from '@rapido/kit';
${code}
const cut = defineCut({
  name: '${cut}',
  summary: 'A fixture',
  manifest(m) {
    m.data('${mark(cut, version)}', 'x');
    m.autorun('guest/${cut}.sh');
    ${manifest}
  },
});
export const commands = cutCommands({ cut });
`;
}
