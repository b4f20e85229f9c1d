import { readFileSync } from 'node:fs';

/** The command line tool: runs `argv` and ends the process with the exit code of its outcome. Loads nothing it can do without. */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    process.stdout.write(`${versionLine()}\n`);
    return;
  }
  const { settleHome, userVariables } = await import('./process/surroundings.js');
  settleHome(); // libraries of oclif ask for it as soon as they are loaded
  const { keepCompiledCode } = await import('./process/compile-cache.js');
  keepCompiledCode(userVariables());
  const { runCli } = await import('./cli.js');
  process.exit(await runCli(argv));
}

function versionLine(): string {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
}
