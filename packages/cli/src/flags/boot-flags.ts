import { Flags } from '@oclif/core';

const repeated = { multiple: true, multipleNonGreedy: true } as const;
const verdict = { helpGroup: 'verdict' } as const;
const machine = { helpGroup: 'machine' } as const;

/** Flags of every command that boots an image. */
export const bootFlags = {
  exec: Flags.string({
    ...repeated,
    char: 'x',
    summary:
      "Run a command in the VM, after its autorun; of several in the one that '@NAME CMD' names. May be repeated.",
    helpValue: 'CMD',
  }),
  script: Flags.string({
    ...repeated,
    char: 'f',
    summary: "Run a script of this machine in the VM, in order with -x; also as '@NAME FILE'. May be repeated.",
    helpValue: 'FILE',
  }),
  'keep-going': Flags.boolean({ summary: 'Run all steps, even after one that failed.' }),
  shell: Flags.boolean({ summary: "Put the VM's console on this terminal, whatever else is asked for." }),
  console: Flags.boolean({
    summary: "Show the VM's serial console on standard error, and what a test suite prints.",
    exclusive: ['shell'],
  }),
  get: Flags.string({
    ...repeated,
    summary: "Bring files of the VM into the run's results, whatever came of it: a path, a directory or a glob.",
    helpValue: 'PATH',
  }),
  timeout: Flags.string({ summary: 'End the run after this time.', helpValue: 'TIME' }),
  'hang-timeout': Flags.string({
    summary: 'Take a VM for hung after this time without a sign of life.',
    helpValue: 'TIME',
  }),
  'allow-splat': Flags.string({
    ...verdict,
    ...repeated,
    summary: 'Let a kernel report pass whose title, or a line of it, matches; may be repeated.',
    helpValue: 'REGEX',
  }),
  'ignore-splats': Flags.boolean({ ...verdict, summary: 'Let all kernel reports pass, oopses too.' }),
  dump: Flags.boolean({
    ...verdict,
    summary: 'Keep the memory of a VM that hangs, dies or is out of time, for crash(8) or drgn.',
  }),
  gdb: Flags.string({
    ...machine,
    summary: 'Let gdb attach ("rapido gdb"), without time limits; with "wait" the VM starts when gdb says so.',
    helpValue: '[wait]',
    options: ['run', 'wait'],
  }),
  net: Flags.string({
    ...machine,
    summary:
      'Connect the VM: to the bridge of "rapido net up", to the outside, to your other VMs, or not at all. Unset, a cut that needs a network has the bridge, or else the mesh.',
    helpValue: 'bridge|user|mesh|none',
    options: ['bridge', 'user', 'mesh', 'none'],
  }),
  memory: Flags.string({ ...machine, char: 'm', summary: 'Memory of the VM, as 512M or 2G.', helpValue: 'SIZE' }),
  cpus: Flags.integer({ ...machine, summary: 'CPUs of the VM.', helpValue: 'N', min: 1 }),
  append: Flags.string({ ...machine, ...repeated, summary: 'Add to the kernel command line.', helpValue: 'PARAM' }),
  warm: Flags.boolean({
    ...machine,
    summary:
      'Restore the VM from a saved state instead of booting it; the first such run saves one (docs/warm-start.md).',
  }),
  disk: Flags.string({
    ...machine,
    ...repeated,
    summary:
      'Add a disk: "size=8G,serial=X", thrown away afterwards, or "path=FILE,serial=X"; ",bus=nvme|scsi", ",ro".',
    helpValue: 'DISK',
  }),
  'create-image': Flags.boolean({
    ...machine,
    summary: 'Let the cut make the image that it uses on a server, where there is none.',
  }),
  accel: Flags.string({ ...machine, summary: 'Force the accelerator.', helpValue: 'kvm|tcg', options: ['kvm', 'tcg'] }),
  boot: Flags.string({
    ...machine,
    summary: 'Start the kernel from its bzImage, or faster through its PVH entry.',
    helpValue: 'auto|bzimage|pvh',
    options: ['auto', 'bzimage', 'pvh'],
  }),
};

export interface BootFlags {
  readonly 'keep-going': boolean;
  readonly shell: boolean;
  readonly get?: string[] | undefined;
  readonly 'allow-splat'?: string[] | undefined;
  readonly 'ignore-splats': boolean;
  readonly dump: boolean;
  readonly gdb?: string | undefined;
  readonly console: boolean;
  readonly timeout?: string | undefined;
  readonly 'hang-timeout'?: string | undefined;
  readonly warm: boolean;
  readonly net?: string | undefined;
  readonly memory?: string | undefined;
  readonly cpus?: number | undefined;
  readonly append?: string[] | undefined;
  readonly disk?: string[] | undefined;
  readonly 'create-image'?: boolean;
  readonly accel?: string | undefined;
  readonly boot?: string | undefined;
}
