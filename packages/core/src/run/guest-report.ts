import type { GuestMessage } from './channel.js';

/** What a guest has said of itself. */
export class GuestReport {
  /** It took up its work: init ran and spoke with us. */
  greeted = false;
  /** It powers off. */
  off = false;
  /** What its init could not do. */
  failed: string | undefined;
  /** The user ended the shell with `exit STATUS`. */
  shell: number | undefined;
  /** It has something to do before it is ended. */
  hasEnding = false;
  /** /proc/sys/kernel/tainted, at the end. */
  taint: number | undefined;

  note(message: GuestMessage): void {
    switch (message.type) {
      case 'hello':
        this.greeted = true;
        break;
      case 'exit':
        this.shell = message.status;
        break;
      case 'failed':
        this.failed = message.reason;
        break;
      case 'taint':
        this.taint = message.flags;
        break;
      case 'at-end':
        this.hasEnding = true;
        break;
      case 'off':
        this.off = true;
        break;
    }
  }
}
