import { Flags } from '@oclif/core';
import { bootFlags } from './boot-flags.js';

const repeated = { multiple: true, multipleNonGreedy: true } as const;

const { memory, gdb } = bootFlags;

/** Flags of every command that runs VMs, several too, in the place of those for one. */
export const vmsFlags = {
  kernel: Flags.string({
    ...repeated,
    char: 'k',
    summary:
      'Use this kernel: a source or build directory, one with an unpacked package, or an installed release. Two of them: run the suite on both, and compare.',
    helpValue: 'DIR|RELEASE',
    helpGroup: 'settings',
  }),
  memory: Flags.string({ ...repeated, char: 'm', ...textsOf(memory) }),
  cpus: Flags.string({ ...repeated, ...textsOf(bootFlags.cpus) }),
  gdb: Flags.string({ ...repeated, ...textsOf(gdb) }),
  'ready-timeout': Flags.string({
    summary: 'Wait this long until a server can be used by the VMs that need it (2m; 5m where CPUs are emulated).',
    helpValue: 'TIME',
  }),
};

function textsOf({
  summary,
  helpValue,
  helpGroup,
}: {
  summary?: string;
  helpValue?: string | string[];
  helpGroup?: string;
}) {
  return { summary: summary ?? '', helpValue: String(helpValue), helpGroup: helpGroup ?? '' };
}
