// Two small cuts: a web server of busybox, and its client.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict, VmResult } from '@rapido/core';
import { type Result, type Running, type RunOptions, SANDBOX, startRapido } from '../helpers/index.js';
import { expectSchema } from '../helpers/schemas.js';

const FILES = {
  'rapido.conf': '',
  'srv.js': `export const cut = {
  name: 'web-server',
  summary: 'Serves its name over HTTP',
  service: 'web',
  vm: { network: true },
  settings: { SRV_FIRST: { type: 'string', summary: 'What it does before it serves' } },
  manifest(m) { m.bin('busybox', 'sleep'); m.autorun('srv.sh'); },
};`,
  'srv.sh': `[[ -e /rapido/image.json ]] || exit 1
echo "this is the server's autorun"
eval "$SRV_FIRST" || return
mkdir -p /www && echo "served by $RAPIDO_NAME" >/www/name
busybox httpd -p 80 -h /www
at_end echo "the end of $RAPIDO_NAME"
`,
  'cli.js': `export const cut = {
  name: 'web-client',
  summary: 'Reads what is served',
  vm: { network: true },
  needs: [{ service: 'web', setting: 'WEB_SERVER', cut: 'web-server' }],
  settings: { WEB_SERVER: { type: 'string', summary: 'Where it is' } },
  suite: { format: 'events', results: '/tmp/results', run: 'run.sh', list: 'list.sh' },
  manifest(m) { m.bin('busybox', 'sleep', 'seq'); m.tree('/usr/local/bin', 'bin'); m.autorun('cli.sh'); },
};`,
  'cli.sh': `[[ -e /rapido/image.json ]] || exit 1
at_end eval 'fetch >/dev/console 2>&1'
fetch
`,
  'bin/fetch': `#!/bin/bash
exec 9<>"/dev/tcp/$WEB_SERVER/80" || exit
printf 'GET /name HTTP/1.0\\r\\n\\r\\n' >&9
while IFS= read -r line <&9; do text=$line; done
echo "$text"
`,
  'list.sh': 'seq -f t/%g 6\n',
  'run.sh': `for name in $RAPIDO_TESTS; do
  test_begin "$name"
  if [[ $name == t/2 && ! $WEB_CALM ]]; then echo c >/proc/sysrq-trigger; fi
  if [[ $(fetch) == 'served by srv' ]]; then test_end pass; else test_end fail; fi
done
`,
};

/** Where these cuts lie. */
export const CUTS = join(SANDBOX, 'cuts');

/** Writes the cuts. */
export function writeCuts(): void {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(CUTS, name, '..'), { recursive: true });
    writeFileSync(join(CUTS, name), text, { mode: 0o755 });
  }
}

/** Words of a run of the server, as `srv`, and of clients with these names. */
export function words(...clients: readonly string[]): string[] {
  return ['srv=./srv.js', ...clients.map((name) => `${name}=./cli.js`), '--net', 'mesh'];
}

export interface Ran extends Result {
  readonly verdict: Verdict;
  /** The VM of this name. */
  vm(name: string): VmResult;
  /** A file of the bundle. */
  text(path: string): string;
}

export function startRun(args: readonly string[], options: RunOptions = {}): Running {
  return startRapido(['run', ...args], { cwd: CUTS, ...options });
}

/** Runs VMs to their end. */
export async function runVms(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return ran(await startRun(args, options).result);
}

/** What a run left. */
export function ran(result: Result): Ran {
  const bundle = /logs: (.*)$/m.exec(result.stderr)?.[1];
  if (bundle === undefined) throw new Error(`There was no VM:\n${result.stderr}`);
  const text = (path: string) => readFileSync(join(bundle, path), 'utf8');
  const verdict = JSON.parse(text('result.json')) as Verdict;
  expectSchema('result', verdict);
  return { ...result, verdict, text, vm: (name) => verdict.vms[name] as VmResult };
}
