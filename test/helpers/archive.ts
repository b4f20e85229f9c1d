// Archives of packages, as `npm pack` makes them.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SANDBOX } from './sandbox.js';

const run = promisify(execFile);

/** What of a package.json the tests have to do with. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Packs a package's directory without its node_modules, whatever its `files` say. Resolves with the archive's path. */
export async function pack(directory: string): Promise<string> {
  const archive = join(newDirectory(), 'package.tgz');
  const names = ['--exclude=./node_modules', '--transform=s,^\\.,package,'];
  await run('tar', ['-czf', archive, '--owner=0', '--group=0', ...names, '-C', directory, '.']);
  return archive;
}

/** The package.json in an archive. */
export async function readPackage(archive: string): Promise<PackageJson> {
  const { stdout } = await run('tar', ['-xzOf', archive, 'package/package.json']);
  return JSON.parse(stdout) as PackageJson;
}

/** Packs another version of what is in an archive; the packages of Rapido that it needs are then of that version too. */
export async function repack(archive: string, version: string): Promise<string> {
  const directory = newDirectory();
  await run('tar', ['-xzf', archive, '-C', directory, '--strip-components=1']);
  edit(join(directory, 'package.json'), ({ dependencies = {}, ...rest }) => {
    const ours = Object.keys(dependencies).filter((name) => name.startsWith('@rapido/'));
    return {
      ...rest,
      version,
      dependencies: { ...dependencies, ...Object.fromEntries(ours.map((name) => [name, version])) },
    };
  });
  edit(join(directory, 'oclif.manifest.json'), (manifest) => ({ ...manifest, version }));
  return pack(directory);
}

function edit(file: string, change: (content: PackageJson) => object): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return; // the kit and the engine are no plugins: they have no manifest
  }
  writeFileSync(file, `${JSON.stringify(change(JSON.parse(text)), null, 2)}\n`);
}

function newDirectory(): string {
  return mkdtempSync(join(SANDBOX, 'package-'));
}
