// The user's key reaches the guest, and nothing that anybody looks at afterwards.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { steps } from '../../run/vm.js';
import { clientDirectory, runCut, scene } from '../scene.js';
import { files, filesWith, formsOf, watchCommandLines } from '../secret-search.js';

/** Prints where the guest shows the key to those who look, in base64 or as the bytes that it stands for; then how often it has looked. */
const LOOK = `
key=$(sed -n 's/^[[:space:]]*key = //p' /etc/ceph/keyring); [[ $key ]] || exit 3
stat -c 'keyring %a' /etc/ceph/keyring
looked=0
for file in /proc/cmdline /proc/mounts /proc/self/mountinfo /proc/[0-9]*/cmdline /proc/[0-9]*/environ /sys/bus/rbd/devices/*/config_info \
  /etc/ceph/cluster /etc/ceph/ceph.conf /rapido/run/* /proc/keys; do
  [[ -f $file && -r $file ]] || continue
  text=$(tr '\\0' ' ' <"$file" 2>/dev/null); (( looked += 1 ))
  [[ $text != *"$key"* ]] || echo "$file tells the key"
done
[[ $(dmesg) != *"$key"* ]] || echo "the kernel's log tells the key"
echo "looked at $looked"`;

export function secretScenarios(): void {
  test.each([
    ['rbd', { CEPH_RBD_IMAGE: 'secret' }],
    ['cephfs', {}],
    ['cephfs-fuse', {}],
  ])(
    'the key, with %s: on no command line, and in no log, bundle, image, cache or saved state',
    async (cut, settings) => {
      const { cluster, user } = scene();
      if (cut === 'rbd') await cluster.createImage('secret', 64);
      const key = cluster.keys['tester'] as string;
      const directory = clientDirectory(settings);
      const stopWatching = watchCommandLines();
      const run = await runCut(directory, [cut, '--warm', '--console', ...steps(LOOK)]).finally(stopWatching);
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout).toMatch(/^keyring 600\nlooked at \d\d+\n$/m);
      expect(run.stdout).not.toContain('tells the key');
      const tells = (text: string) => formsOf(key).some((form) => text.includes(form.toString('latin1')));
      expect(tells(run.stdout + run.stderr)).toBe(false);

      const commandLines = [...stopWatching()];
      expect(commandLines.filter(tells)).toEqual([]);
      expect(commandLines.some((line) => line.includes('qemu-system') && line.includes(user.directories.runtime))).toBe(
        true,
      );
      if (cut === 'rbd') expect(commandLines.some((line) => /rbd .*info.*secret|rbd .*secret/.test(line))).toBe(true);

      const bundle = files(run.verdict.bundle).map((path) => path.slice(run.verdict.bundle.length + 1));
      expect(bundle).toEqual(expect.arrayContaining(['console.log', 'kernel.log', 'result.json']));
      expect(readdirSync(join(directory, 'initrds'))).toContain(`${cut}.img`);
      // The guest's memory can be read in a state: what its image has in it is found there, and the key is not.
      const states = files(join(user.directories.home, '.cache/rapido/warm'));
      expect(states.some((path) => readFileSync(path).includes('This runs in a Rapido VM only: rapido run'))).toBe(
        true,
      );
      expect(filesWith(key, cluster.directory)).toEqual([join(directory, 'mine.keyring')]);
    },
  );
}
