/** One record of the kernel's log (Documentation/ABI/testing/dev-kmsg). */
export interface KernelRecord {
  /** Numbers records from 0 on, without gaps but for what was overwritten before it could be read. */
  readonly sequence: number;
  /** Microseconds since the kernel's start. */
  readonly time: number;
  /** 0, emergency, to 7, debug. */
  readonly level: number;
  /** 0: the kernel itself; others: user space, by way of /dev/kmsg. */
  readonly facility: number;
  /** Who printed it: `T` and a task's number or `C` and a CPU's, of kernels with CONFIG_PRINTK_CALLER. */
  readonly caller?: string;
  /** Without a final newline; a record may have several lines. */
  readonly text: string;
}
