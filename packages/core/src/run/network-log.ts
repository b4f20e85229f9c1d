import type { UpInterface } from './types.js';

/** More have never been asked for. */
const MOST = 32;

/** The interfaces that init says are up. */
export class NetworkLog {
  readonly #up: UpInterface[] = [];
  #isSetUp = false;

  get interfaces(): readonly UpInterface[] {
    return this.#up;
  }

  /** As `eth0 192.168.155.101/24`; undefined without a network. */
  get text(): string | undefined {
    return this.#up.map(({ nic, addresses }) => [nic, ...addresses].join(' ')).join(', ') || undefined;
  }

  /** Notes an interface; false for what is said afterwards, or beyond measure: that is not init's word. */
  note(up: UpInterface): boolean {
    if (this.#isSetUp || this.#up.length === MOST) return false;
    this.#up.push({ nic: up.nic, addresses: up.addresses });
    return true;
  }

  /** Init has said everything. */
  end(): void {
    this.#isSetUp = true;
  }

  /** What is wrong where a DHCP server has the last word on the first interface, which asked for `requested`. */
  oddity(requested: string | undefined): string | undefined {
    const [first] = this.#up;
    if (requested === undefined || first === undefined) return undefined;
    if (first.addresses.some((address) => address.startsWith(`${requested}/`))) return undefined;
    const given = first.addresses.join(' ') || 'no address';
    return `DHCP: the VM has ${given}, not ${requested}, where its peers look for it: that is somebody else's.`;
  }
}
