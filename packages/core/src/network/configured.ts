import { type Config, textOf } from '../config/index.js';
import { isDirectory } from '../files.js';
import { type NetConf, readNetConf } from './net-conf.js';

/** What the directory VM_NET_CONF says. It need not be there; a warning says so where somebody has named it. */
export async function configuredNetConf(config: Config): Promise<NetConf> {
  const dir = textOf(config, 'VM_NET_CONF');
  const origin = config.entries['VM_NET_CONF']?.origin;
  if (dir === undefined || origin?.kind === 'default' || (await isDirectory(dir))) return readNetConf(dir);
  return {
    vms: [],
    warnings: [`VM_NET_CONF: ${dir} is no directory (${origin?.text}): VMs have their usual interfaces.`],
  };
}
