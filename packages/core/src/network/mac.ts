import { createHash } from 'node:crypto';

/**
 * The MAC address of NIC `index` (0 to 255) of VM `number`: locally administered, unicast, and always the same. `machine`
 * is the content of the host's machine-id(5), so that VMs of two hosts that are bridged to one network differ.
 */
export function macOf(machine: string, number: number, index: number): string {
  const host = createHash('sha256').update(`rapido MAC ${machine.trim()}`).digest();
  return colons(Buffer.from([0x02, ...host.subarray(0, 3), number, index]).toString('hex'));
}

/**
 * What interface `index` has until the guest is told its real address: a VM whose state is saved must not hold anything of which
 * VM it is.
 */
export function placeholderMac(index: number): string {
  return colons(Buffer.from([0x02, 0x72, 0x61, 0x70, 0x69, index]).toString('hex'));
}

/** Whether `text` is the address of one interface, `02:00:5e:10:00:01`: neither a group's nor all zeros. */
export function isUnicastMac(text: string): boolean {
  return /^[\da-f][02468ace](?::[\da-f]{2}){5}$/i.test(text) && /[1-9a-f]/i.test(text);
}

/**
 * A MAC address in any of the forms of systemd.network(5), `02:00:5e:10:00:01`, `02-00-5E-10-00-01` and
 * `0200.5e10.0001`, as the first of them; undefined for anything else.
 */
export function parseMac(text: string): string | undefined {
  const forms = [
    /^[\da-f]{2}(?::[\da-f]{2}){5}$/i,
    /^[\da-f]{2}(?:-[\da-f]{2}){5}$/i,
    /^[\da-f]{4}(?:\.[\da-f]{4}){2}$/i,
  ];
  return forms.some((form) => form.test(text)) ? colons(text.toLowerCase().replace(/[^\da-f]/g, '')) : undefined;
}

function colons(digits: string): string {
  return digits.replace(/..(?!$)/g, '$&:');
}
