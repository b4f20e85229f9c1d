import { join } from 'node:path';
import { RapidoError } from '../errors.js';
import { vmName } from './addresses.js';
import type { VmNetConf } from './types.js';

/** Throws CONFIG_VALUE where two of the files in `dir` claim what only one can have, and names both. */
export function refuseConflicts(vms: readonly VmNetConf[], dir: string): void {
  const holders = new Map<string, string>();
  const claim = (thing: string, file: string) => {
    const holder = holders.get(thing);
    if (holder !== undefined && holder !== file) throw conflict(thing, holder, file);
    holders.set(thing, file);
  };
  for (const { number, hostname, nics } of vms) {
    const hostnameFile = join(dir, `vm${number}`, 'hostname');
    if (hostname !== undefined) {
      refuseNameOfAnother(hostname, number, hostnameFile);
      claim(`the host name ${hostname.toLowerCase()}`, hostnameFile);
    }
    for (const { tap, config, file } of nics) {
      claim(`the tap device ${tap}`, file);
      if (config.mac !== undefined) claim(`the MAC address ${config.mac}`, file);
      for (const { address } of config.addresses) claim(`the address ${address}`, file);
    }
  }
}

function conflict(thing: string, ...files: readonly [string, string]): RapidoError {
  return new RapidoError('CONFIG_VALUE', `${files.join(' and ')} both claim ${thing}.`, {
    hint: 'Change it in one of them.',
  });
}

function refuseNameOfAnother(hostname: string, number: number, file: string): void {
  const meant = Number(/^rapido([1-9]\d?)$/i.exec(hostname)?.[1] ?? number);
  if (meant === number) return;
  throw new RapidoError('CONFIG_VALUE', `${file}: ${hostname} is the name of VM ${meant}, and this is VM ${number}.`, {
    hint: `Choose another name, or none: then it is ${vmName(number)}.`,
  });
}
