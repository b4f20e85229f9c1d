import { attachedTo, bridgeAlias } from './mark.js';
import type { HostNetwork, WantedBridge } from './types.js';

/** That of a device which nobody has given another. */
export const USUAL_MTU = 1500;

/** What several parts ask for: the devices there are, and the MTU and the bridge's alias as they are to be. */
export function situation(wanted: WantedBridge, { devices }: HostNetwork) {
  const device = devices.find(({ name }) => name === wanted.bridge);
  const port = devices.find(({ name }) => name === wanted.interface);
  const before = device && attachedTo(device);
  const isPort = before?.interface === wanted.interface && port?.master === wanted.bridge;
  const wasDown = isPort ? before?.wasDown === true : port?.up === false;
  const alias = bridgeAlias(wanted.interface === undefined ? undefined : { interface: wanted.interface, wasDown });
  return { device, port, mtu: wanted.mtu ?? port?.mtu ?? USUAL_MTU, alias };
}
