// The user's key reaches the guest, and nothing that anybody looks at afterwards.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { SANDBOX } from '../helpers/index.js';
import { files } from '../helpers/secrets.js';
import type { Booted } from '../run/vm.js';
import { filesWith, formsOf } from './key-search.js';
import { scene } from './scene.js';

/** A step that names what shows the key to those who look in the guest, and says how much it has looked at. */
export const LOOK_FOR_KEY = `
while read -r name equals value; do [[ $name != key ]] || key=$value; done </etc/ceph/keyring
[[ $key ]] && ls -l /etc/ceph/keyring || exit 3
look() { [[ $2 != *"$key"* ]] || echo "$1 shows the key"; (( looked += 1 )); }
for file in /proc/cmdline /proc/keys /proc/mounts /proc/*/{cmdline,environ} /sys/bus/rbd/devices/*/config_info /etc/ceph/c*; do
  mapfile -d '' words <"$file" && look "$file" "\${words[*]}"
done 2>/dev/null
look dmesg "$(dmesg)"; look ps "$(ps -ef)"
echo "looked at $looked"`;

/** Checks what a run has left: `directory` is where it was started. With `looked`, LOOK_FOR_KEY was one of its steps. */
export function expectKeySecret(run: Booted, directory: string, looked: boolean): void {
  const { cluster, commandLines } = scene();
  const key = cluster.keys['tester'] as string;
  if (looked) expect(run.stdout).toMatch(/^-rw------- .*\/etc\/ceph\/keyring\nlooked at \d\d+$/m);
  const tells = (text: string) => formsOf(key).some((form) => text.includes(form.toString('latin1')));
  expect(tells(run.stdout + run.stderr)).toBe(false);

  const seen = [...commandLines()];
  expect(seen.filter(tells)).toEqual([]);
  expect(seen.some((line) => line.includes('qemu-system') && line.includes(SANDBOX))).toBe(true);

  const bundle = files(run.verdict.bundle).map((path) => path.slice(run.verdict.bundle.length + 1));
  expect(bundle).toEqual(expect.arrayContaining(['console.log', 'kernel.log', 'result.json']));
  expect(readdirSync(join(directory, 'initrds'))).not.toEqual([]);
  // Those of other directories are the same user's.
  const where = filesWith(key, cluster.directory);
  expect(where).toContain(join(directory, 'mine.keyring'));
  expect(where.filter((path) => basename(path) !== 'mine.keyring')).toEqual([]);
}

/** Checks that a search in the saved states finds what was in the guests' memory. */
export function expectStatesReadable(): void {
  const states = files(join(scene().user.directories.home, '.cache/rapido/warm'));
  expect(states.some((path) => readFileSync(path).includes('This runs in a Rapido VM only: rapido run'))).toBe(true);
}
