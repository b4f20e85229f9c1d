// Checks every shell script of the checkout: files named *.sh or *.bash and those that begin with a shell's #! line.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run, runMain } from './lib/command.mjs';
import { TOP } from './lib/workspace.mjs';

await runMain(async () => {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: TOP,
    encoding: 'utf8',
  });
  const scripts = listing.split('\0').filter((path) => path !== '' && isShellScript(path));
  console.log(`shellcheck: ${scripts.length} scripts`);
  process.exitCode = await run('shellcheck', ['--external-sources', '--source-path=SCRIPTDIR', ...scripts], {
    cwd: TOP,
  });
});

function isShellScript(path) {
  const file = join(TOP, path);
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  return /\.(ba)?sh$/.test(path) || /^#!.*\b(ba|da|a)?sh\b/.test(firstBytes(file));
}

function firstBytes(file) {
  const bytes = Buffer.alloc(80);
  const descriptor = openSync(file, 'r');
  try {
    return bytes.toString('latin1', 0, readSync(descriptor, bytes)).split('\n', 1)[0];
  } finally {
    closeSync(descriptor);
  }
}
