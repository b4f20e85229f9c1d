import { join } from 'node:path';
import type { Context, Manifest, Settings, Suite, VmNeeds } from '@rapido/kit';
import { checkZonefsTools } from './check-tree.js';
import { addSuiteFiles } from './suite-files.js';

/** What both zonefstests cuts read of `rapido.conf`. */
export const ZONEFSTESTS_SETTINGS = {
  ZONEFSTOOLS_SRC: {
    type: 'path',
    summary: 'A tree of zonefs-tools, built with its tests (./configure --with-tests)',
    required: true,
  },
  ZONEFSTESTS_AUTORUN_CMD: {
    type: 'string',
    summary:
      'Deprecated: a command for the tests; of ./zonefs-tests.sh WORDS, the words are those to run with when none follow --',
  },
} as const satisfies Settings;

export const ZONEFSTESTS_SUITE: Suite = {
  format: 'events',
  results: '/var/lib/zonefs-tests',
  run: 'guest/suite/zonefstests-run.sh',
  list: 'guest/suite/zonefstests-list.sh',
};

/** The zoned device is in the guest's memory. */
export const ZONEFSTESTS_VM: VmNeeds = { memory: '4G', cpus: 2 };

const PROGRAMS = `
  awk basename blkzone blockdev cmp cp cut date dd df diff dirname expr fallocate file find fio gawk getopt grep head id kill ln
  losetup mkdir mktemp modinfo modprobe mount mv od ps readlink realpath rmdir rmmod sed seq sort stat tail tee test
  touch tr truncate umount uniq wc which xargs
`;

/** What single tests call; they are skipped where it is not there. */
const OPTIONAL_PROGRAMS = 'chown clear dmsetup mkfs.f2fs mkswap swapoff swapon udevadm unlink';

/** Adds the tree of zonefs-tools, its mkzonefs, what its tests call, and `autorun`. */
export function addZonefsTests(m: Manifest, { settings }: Context<typeof ZONEFSTESTS_SETTINGS>, autorun: string): void {
  const tree = settings.ZONEFSTOOLS_SRC;
  for (const problem of checkZonefsTools(tree)) m.problem(problem);
  m.tree(tree, tree, { exclude: ['.git', 'tests/logs', '*.o'] });
  m.file('/usr/bin/mkzonefs', join(tree, 'src/mkzonefs'));
  m.bin(...PROGRAMS.trim().split(/\s+/));
  m.tryBin(...OPTIONAL_PROGRAMS.split(' '));
  m.include('guest/zonefs-modules.fest');
  addSuiteFiles(m, '/usr/lib/zonefs-tests', ['zonefstests.sh']);
  m.autorun(autorun);
}
