import { join } from 'node:path';
import type { Environment } from '../host.js';
import { dhcpDirectory, mayChangeUser } from './dhcp.js';
import { readHostNetwork } from './state.js';
import type { DhcpPlace, HostNetwork } from './types.js';

/** The same whoever calls, since `down` has to find what `up` has started; root of a user namespace cannot write here. */
const SERVERS = '/run/rapido-net';

/** The host as plans are made from it, and the place of the bridge's DHCP server. */
export async function lookAtBridge(
  bridge: string,
  environment: Environment,
): Promise<{ readonly host: HostNetwork; readonly dhcp: DhcpPlace }> {
  const { variables, dirs } = environment;
  const parent = variables['RAPIDO_RUNTIME_DIR'] ? join(dirs.runtime, 'net') : SERVERS;
  const directory = await dhcpDirectory(parent, bridge);
  const [host, changes] = await Promise.all([readHostNetwork(bridge, directory, environment), mayChangeUser()]);
  return { host, dhcp: { directory, mayChangeUser: changes } };
}
