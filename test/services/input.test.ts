// Runs of several VMs that are refused before anything is cut.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { expectFailure } from '../helpers/failure.js';
import { linkPlugins, nothingLeft, rapido, temporaryDirectory } from '../helpers/index.js';
import { addFiles } from '../helpers/project.js';
import { CUTS, writeCuts } from './cuts.js';

beforeAll(async () => {
  writeCuts();
  const proxy = `export const cut = {
  name: 'proxy', summary: 'A server that needs another', service: 'web', vm: { network: true },
  needs: [{ service: 'web', setting: 'WEB_SERVER', cut: 'proxy' }],
  settings: { WEB_SERVER: { type: 'string', summary: 'Where it is' } },
  manifest() {},
};`;
  addFiles(CUTS, { 'proxy.js': proxy, 'plain.fest': 'bin ls\n' });
  await linkPlugins(['cut-samba']);
});
afterEach(async () => {
  expect(existsSync(join(CUTS, 'initrds'))).toBe(false);
  await nothingLeft();
});

/** Checks that `rapido run` with these words, in the directory of the cuts, fails so. */
async function refused(args: readonly string[], ...texts: (string | RegExp)[]): Promise<void> {
  expectFailure(await rapido(['run', ...args], { cwd: CUTS }), 129, 'USAGE', ...texts);
}

const TWO = ['srv=./srv.js', 'cli=./cli.js'];

test('names of VMs: missing, wrong, there twice, and of no VM', async () => {
  await refused(['./srv.js', './cli.js'], 'each needs a name', 'rapido run cli=./srv.js cli2=./cli.js');
  await refused(['samba-xfs', 'cifs'], 'these have none: samba-xfs, cifs', 'rapido run srv=samba-xfs cli=cifs');
  await refused(['Srv=./srv.js'], '"Srv" is no name for a VM');
  await refused(['a=./srv.js', 'a=./srv.js'], 'Two VMs are called a.');
  await refused([...TWO, '-x', '@client true'], "-x '@client true': there is no VM client", 'There are srv, cli.');
  await refused([...TWO, '--kernel', '@client=/linux'], '--kernel @client=/linux: there is no VM client');
  await refused([...TWO, '--memory', '@cli'], 'the value is missing', '--memory @cli=VALUE');
  await refused([...TWO, '--set', 'client:WEB_SERVER=x'], '--set client:WEB_SERVER=…: there is no VM client');
  await refused(['srv=./srv.js', 'a=./plain.fest', 'b=./plain.fest', '-x', 'true'], 'for which VM?', "-x '@a true'");
});

test('needs: not met, met by several, in a circle, and out of reach', async () => {
  await refused(
    ['./cli.js'],
    'needs a server of the kind "web"',
    'rapido run srv=web-server cli=./cli.js',
    'WEB_SERVER',
  );
  await refused(
    ['a=./srv.js', 'b=./srv.js', 'cli=./cli.js'],
    'several VMs are one: a (web-server), b (web-server)',
    'rapido run a=./srv.js b=./srv.js cli=./cli.js --set cli:WEB_SERVER=a',
  );
  await refused(
    [...TWO, '--set', 'cli:WEB_SERVER=cli'],
    'names cli (web-client), which is no server',
    'WEB_SERVER=srv',
  );
  await refused(['a=./proxy.js', 'b=./proxy.js'], 'a (proxy) for b (proxy) for a (proxy)', '--set a:WEB_SERVER=');
  for (const net of ['user', 'none']) await refused([...TWO, '--net', net], `with --net ${net}`, '--net mesh');
  await refused([...TWO, '--set', 'srv:VM_NET=user', '--set', 'cli:VM_NET=mesh'], 'do not reach each other');
});

test('flags that fit no run of several VMs', async () => {
  await refused([...TWO, '--out', 'x.img'], '--out x.img: 2 VMs have more than one image');
  await refused([...TWO, '--ready-timeout', 'soon'], '"soon" is no time for --ready-timeout');
  await refused([...TWO, '--memory', '1G', '--memory', '2G'], 'given twice for the VM srv');
  await refused([...TWO, '--cpus', '@cli=none'], '"none" is no number of CPUs');
  await refused([...TWO, 'two=./cli.js', '--', 't/1'], '-- t/1: for which test suite?');
});

test('Samba: settings that are missing or wrong, and a Samba that is not built', async () => {
  const two = ['run', 'srv=samba-xfs', 'cli=cifs', '--net', 'mesh', '-x', 'true'];
  const run = (...more: readonly string[]) => rapido([...two, ...more], { cwd: CUTS });
  expectFailure(
    await run(),
    129,
    'CONFIG_VALUE',
    'CIFS_SHARE is not set',
    'CIFS_USER is not set',
    'CIFS_PW is not set',
  );
  const set = (values: Readonly<Record<string, string>>) =>
    Object.entries({ CIFS_SHARE: 'share', CIFS_USER: 'alice', CIFS_PW: 'geheim', ...values }).flatMap(
      ([name, value]) => ['--set', `${name}=${value}`],
    );
  expectFailure(await run(...set({ CIFS_SHARE: 'a/b' })), 129, 'CUT_PROBLEM', 'CIFS_SHARE', 'has / in it');
  const message = expectFailure(await run(...set({ CIFS_PW: 'geheim\tes' })), 129, 'CUT_PROBLEM', 'CIFS_PW', 'tab');
  expect(message).not.toContain('geheim');
  const samba = temporaryDirectory();
  const unbuilt = await run(...set({}), '--set', `srv:SAMBA_SRC=${samba}`);
  expectFailure(unbuilt, 129, 'CUT_PROBLEM', 'SAMBA_SRC', samba, 'no smbd', './configure && make');
});
