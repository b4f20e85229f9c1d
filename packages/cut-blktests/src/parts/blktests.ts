import type { Context, DiskNeed, KernelNeeds, Manifest, Settings, Suite, VmNeeds } from '@rapido/kit';
import { addCharsets } from './charsets.js';
import { checkBlktests } from './check-tree.js';
import { addLocalhost } from './localhost.js';
import { NEEDED_PROGRAMS, OPTIONAL_PROGRAMS } from './programs.js';
import { addSuiteFiles } from './suite-files.js';
import { addUdev } from './udev.js';
import { addUsers } from './users.js';

/** What every blktests cut reads of `rapido.conf`. */
export const BLKTESTS_SETTINGS = {
  BLKTESTS_SRC: { type: 'path', summary: 'A built tree of blktests (its own `make`)', required: true },
  BLKTESTS_CONFIG: {
    type: 'path',
    summary:
      "A configuration file of blktests, instead of the tree's own; the devices to test are Rapido's all the same",
  },
  BLKTESTS_AUTORUN_CMD: {
    type: 'string',
    summary:
      'Deprecated: a command for the tree; of ./check WORDS, the words are those to run with when none follow --',
  },
} as const satisfies Settings;

export const BLKTESTS_SUITE: Suite = {
  format: 'blktests',
  results: '/var/lib/blktests',
  run: 'guest/suite/blktests-run.sh',
  list: 'guest/suite/blktests-list.sh',
};

/** Its mount point is there only once it is loaded. All other modules are for the tests to load. */
export const BLKTESTS_KERNEL: KernelNeeds = { load: ['configfs'] };

export const BLKTESTS_VM: VmNeeds = { memory: '2G', cpus: 2 };

/** Four disks: the first is the one to test, and all four are for tests that need several. */
export function testDisks(bus: 'nvme' | 'virtio'): readonly DiskNeed[] {
  return ['TEST_DEV', 'TEST_DEV2', 'TEST_DEV3', 'TEST_DEV4'].map((serial) => ({ serial, size: '1G', bus }));
}

/** Adds the tree of blktests, all that its tests call, and `autorun`. A tree that is not there or not built is a problem of the user's. */
export function addBlktests(
  m: Manifest,
  { settings, kernel }: Context<typeof BLKTESTS_SETTINGS>,
  autorun: string,
): void {
  const { BLKTESTS_SRC: tree, BLKTESTS_CONFIG: config } = settings;
  for (const problem of checkBlktests(tree)) m.problem(problem);
  // It keeps its place, wherever that is, as paths in a configuration of the user's may name it.
  m.tree(tree, tree, { exclude: ['.git', 'results', 'results.*', '*.o'] });
  if (config !== undefined) m.file('/etc/blktests/config', config);
  if (kernel.configFile !== undefined) m.file(`/boot/config-${kernel.release}`, kernel.configFile, { mode: 0o644 });
  m.bin(...NEEDED_PROGRAMS);
  m.tryBin(...OPTIONAL_PROGRAMS);
  m.include('guest/modules.fest');
  addUdev(m);
  addUsers(m);
  addLocalhost(m);
  addCharsets(m);
  addSuiteFiles(m, '/usr/lib/blktests', ['blktests.sh', 'udev.sh', 'words.sh', 'list-only', 'config']);
  m.autorun(autorun);
}
