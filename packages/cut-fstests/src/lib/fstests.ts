import type { Manifest } from '@rapido/kit';
import { addAccounts } from './accounts.js';
import { addInterpreters } from './interpreters.js';
import { addLocalConfig } from './local-config.js';
import { EXTRA_PROGRAMS, PROGRAMS } from './programs.js';
import type { BlockValues, SuiteValues } from './settings.js';
import { EXCLUDED, treeProblem } from './tree.js';

/** Modules that have to be loaded for their device files to be there. */
export const blockModules = ['zram', 'loop'] as const;

/** Appends what every cut of xfstests has: the tree, programs, modules, users and the user's configuration. */
export function addSuite(m: Manifest, settings: SuiteValues, fstyps: readonly string[]): void {
  const tree = settings.FSTESTS_SRC;
  const problem = treeProblem(tree);
  if (problem) m.problem(problem);
  else m.tree(tree, tree, { exclude: EXCLUDED });
  addAccounts(m);
  addInterpreters(m);
  m.file('/etc/fstests/check-env', 'guest/suite/check-env.sh');
  addLocalConfig(m, settings, fstyps);
  m.bin(...PROGRAMS, 'udevadm', 'systemd-udevd');
  m.tryBin(...EXTRA_PROGRAMS);
  for (const rules of UDEV_RULES)
    m.file(`/usr/lib/udev/rules.d/${rules}`, `/usr/lib/udev/rules.d/${rules}`, { optional: true });
  m.file('/etc/services', '/etc/services', { optional: true });
  m.file('/etc/protocols', '/etc/protocols', { optional: true });
  m.include('guest/modules.fest');
  m.autorun('guest/lib/fstests.sh');
}

/** As `addSuite`, for file systems on block devices: `devices` of them, in memory where there is no disk. */
export function addBlockSuite(
  m: Manifest,
  settings: BlockValues,
  { fstyps, devices, memory = 2048 }: { fstyps: readonly string[]; devices: number; memory?: number },
): void {
  addSuite(m, settings, fstyps);
  // Memory that a guest does not touch costs the host nothing.
  m.vm({ memory: `${memory + devices * Math.ceil(settings.FSTESTS_ZRAM_SIZE / 2 ** 20)}M` });
  m.autorun('guest/lib/block-devices.sh');
}

const UDEV_RULES = [
  '50-udev-default.rules',
  '55-dm.rules',
  '60-block.rules',
  '60-persistent-storage.rules',
  '60-persistent-storage-dm.rules',
  '64-btrfs.rules',
  '95-dm-notify.rules',
];
