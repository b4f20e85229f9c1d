import type { Config } from '../config/index.js';
import type { Check } from '../doctor/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { bridgeFindings } from './findings.js';
import { lookAtBridge } from './look.js';
import { wantedBridge } from './wanted.js';

/** For `doctor`: the bridge, or why VMs cannot talk over it. Without one they have other ways. */
export async function checkBridge(config: Config, environment: Environment): Promise<Check[]> {
  const name = 'bridge';
  try {
    const { wanted } = await wantedBridge(config, environment);
    const { host } = await lookAtBridge(wanted.bridge, environment);
    const device = host.devices.find((each) => each.name === wanted.bridge);
    if (device === undefined) return [{ name, status: 'ok', found: 'none; VMs use mesh or user' }];
    const findings = await bridgeFindings(wanted, host, environment);
    return findings.length > 0 ? findings : [{ name, status: 'ok', found: wanted.bridge }];
  } catch (error) {
    if (!RapidoError.is(error)) throw error;
    const fix = error.hint === undefined ? {} : { fix: error.hint };
    return [{ name, status: error.outcome === 'usage' ? 'fail' : 'warn', found: error.message, ...fix }];
  }
}
