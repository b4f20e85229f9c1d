import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KIT = fileURLToPath(new URL('../../../kit', import.meta.url));

export interface FakePlugin {
  readonly name: string;
  readonly version?: string;
  /** The `rapido` field of its package.json; `{ api: 1 }` unless said. */
  readonly rapido?: unknown;
  /** Text of its module, which is to export `commands`. */
  readonly code: string;
  readonly hooks?: Readonly<Record<string, string>>;
  /** Its oclif.manifest.json. */
  readonly manifest?: unknown;
  /** Further files of the package. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Text of a module with the cut `name`, whose `manifest` has this body. */
export function cutModule(name: string, { manifest = '', more = '' } = {}): string {
  return `import { cutCommands, defineCut } from '@rapido/kit';
const cut = defineCut({ name: '${name}', summary: 'The cut ${name}', ${more} manifest(m, context) { ${manifest} } });
export const commands = cutCommands({ cut });
`;
}

/** The oclif.manifest.json of a plugin of that version with the cuts of those names, and whatever else is known of each. */
export function cutManifest(cuts: Readonly<Record<string, object>>, version = '1.0.0') {
  const commands = Object.entries(cuts).map(([name, more]) => {
    const cut: { aliases?: readonly string[] } = { name, summary: `The cut ${name}`, ...more } as object;
    const aliases = (cut.aliases ?? []).map((alias) => `cut:${alias}`);
    return [`cut:${name}`, { id: `cut:${name}`, summary: 'x', aliases, hiddenAliases: [], flags: {}, args: {}, cut }];
  });
  return { version, commands: Object.fromEntries(commands) };
}

/** Installs plugins for the user whose home is `home`, as \`rapido plugins install\` leaves them. */
export function installPlugins(home: string, ...plugins: readonly FakePlugin[]): void {
  const data = join(home, '.local/share/rapido');
  const list = plugins.map(({ name }) => ({ name, root: `node_modules/${name}`, from: 'registry', spec: name }));
  write(join(data, 'plugins.json'), { schema: 1, plugins: list });
  mkdirSync(join(data, 'node_modules/@rapido'), { recursive: true });
  symlinkSync(KIT, join(data, 'node_modules/@rapido/kit'));
  for (const plugin of plugins) writePlugin(join(data, 'node_modules', plugin.name), plugin);
}

/** Writes a plugin's package. */
export function writePlugin(root: string, plugin: FakePlugin): void {
  const { name, version = '1.0.0', rapido = { api: 1 }, code, hooks = {}, manifest, files = {} } = plugin;
  const commands = { strategy: 'explicit', target: './index.js', identifier: 'commands' };
  const hookFiles = Object.keys(hooks).map((event) => [event, `./${event}.js`]);
  write(join(root, 'package.json'), {
    ...{ name, version, type: 'module', main: './index.js' },
    ...(rapido === null ? {} : { rapido }),
    oclif: { commands, hooks: Object.fromEntries(hookFiles) },
  });
  write(join(root, 'index.js'), code);
  for (const [event, text] of Object.entries(hooks)) write(join(root, `${event}.js`), text);
  if (manifest !== undefined) write(join(root, 'oclif.manifest.json'), manifest);
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
}

function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}
