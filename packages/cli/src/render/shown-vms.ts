/** What of a VM of a run decides how it is shown. */
export interface ShownVm {
  readonly name: string;
  /** It is a server for others. */
  readonly isService: boolean;
  readonly steps: readonly unknown[];
  /** Its suite is to run, over so many VMs. */
  readonly suite?: { readonly jobs: number } | undefined;
}

/** The step of a VM that its suite is, where one runs. */
const SUITE_STEP = 1;

/** The VMs of a run, by how they are shown. */
export class ShownVms {
  readonly #vms: readonly ShownVm[];

  constructor(vms: readonly ShownVm[]) {
    this.#vms = vms;
  }

  get several(): boolean {
    return this.#vms.length > 1;
  }

  isSuite(vm: string, index: number): boolean {
    return index === SUITE_STEP && this.#of(vm)?.suite !== undefined;
  }

  /** Further VMs of its suite do the same, and all at once. */
  isShared(vm: string): boolean {
    return (this.#of(vm)?.suite?.jobs ?? 1) > 1;
  }

  /** It has a suite, for which fresh VMs may take its place. */
  isReplaced(vm: string): boolean {
    return this.#of(vm)?.suite !== undefined;
  }

  /** What it does as it is set up is of no interest, unless it fails. */
  isBeside(vm: string): boolean {
    return this.several && this.#of(vm)?.isService === true;
  }

  /** In front of what a VM is said to do; empty where there is one. */
  label(vm: string): string {
    return this.several ? `${vm}: ` : '';
  }

  /** In front of what its steps print; empty where no other VM has any. */
  stepLabel(vm: string): string {
    return this.#vms.filter(hasWork).length > 1 ? `${vm}: ` : '';
  }

  /** In front of what its autorun prints; empty where that of no other VM is shown. */
  autorunLabel(vm: string): string {
    return this.isBeside(vm) || this.#vms.filter(({ isService }) => !isService).length > 1 ? this.label(vm) : '';
  }

  /** A VM that takes the place of another, or shares its work, is called after it: `cli.2`. */
  #of(vm: string): ShownVm | undefined {
    const name = vm.replace(/\.\d+$/, '');
    return this.#vms.find((known) => known.name === vm) ?? this.#vms.find((known) => known.name === name);
  }
}

function hasWork({ steps, suite }: ShownVm): boolean {
  return steps.length > 0 || suite !== undefined;
}
