/** Flags that hold one value for a VM: its own (`@NAME=VALUE`), else the one of all. */
export const SINGLE = ['kernel', 'memory', 'cpus', 'gdb'] as const;
/** Flags that hold several: those of all VMs, and its own. */
export const LISTED = ['append', 'disk', 'get', 'bin', 'kmod', 'file', 'tree', 'manifest'] as const;

export const PER_VM = [...SINGLE, ...LISTED] as const;

/** As they were typed. */
export type PerVmFlags = Readonly<Partial<Record<(typeof PER_VM)[number], string[] | undefined>>>;
