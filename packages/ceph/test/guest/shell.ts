import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directoryWith } from '../support.js';

const LIB = fileURLToPath(new URL('../../guest/lib', import.meta.url));
const MOUNTS = fileURLToPath(new URL('../../../core/guest/mounts.sh', import.meta.url));

export interface ShellOptions {
  /** Programs that are found first; files below `bin`. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Further files, by their paths below the test's directory, which is `$T` of the script. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly directory: string;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script with parts of the guest's library, whose `/etc/ceph`, `/sys/bus/rbd`, `/dev/rbd`, `/dev/kmsg` and `/proc/mounts` are below `$T`. */
export function shell(parts: readonly string[], script: string, options: ShellOptions = {}): Ran {
  const { programs = {}, files = {}, env = {} } = options;
  const scripts = Object.entries(programs).map(([name, text]) => [`bin/${name}`, `#!/bin/bash\n${text}\n`]);
  const directory = directoryWith(
    { 'bin/modprobe': '#!/bin/bash\n', ...Object.fromEntries(scripts), ...files },
    'ceph-',
  );
  for (const name of ['modprobe', ...Object.keys(programs)]) chmodSync(join(directory, 'bin', name), 0o755);
  const sources = parts.map((part) =>
    readFileSync(join(LIB, `${part}.sh`), 'utf8')
      .replaceAll('/usr/lib/rapido-ceph', LIB)
      .replaceAll('/rapido/mounts.sh', MOUNTS)
      .replaceAll('/dev/kmsg', `${directory}/kmsg`),
  );
  const places = `ceph_directory=${directory}/etc/ceph rbd_bus=${directory}/sys/bus/rbd rbd_links=${directory}/dev/rbd mounts_file=${directory}/proc/mounts`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', [...sources, places, script].join('\n')], {
    encoding: 'utf8',
    env: { PATH: `${directory}/bin:${process.env['PATH']}`, T: directory, ...env },
  });
  return { directory, status, stdout, stderr };
}

/** `/etc/ceph/cluster` of the guest. */
export function clusterFile(monitors: string, mode = 'legacy'): string {
  return `CEPH_CLIENT='tester'\nCEPH_FSID=''\nCEPH_MODE='${mode}'\nCEPH_MONITORS='${monitors}'\n`;
}
