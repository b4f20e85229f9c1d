import { isIP } from 'node:net';
import { type Config, settingValue, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { bridgeAddresses, type Cidr, configuredNetConf, formatCidr, overlaps, tapsOf } from '../network/index.js';
import { findProgram, runTool } from '../process/index.js';
import { UNBORN } from './birth.js';
import type { WantedBridge } from './types.js';
import { tapUser } from './user.js';

/** How many VMs get a tap where nobody says. */
const USUAL_VMS = 8;
/** The longest name of a device: the kernel's IFNAMSIZ counts a NUL byte. */
const LONGEST_NAME = 15;
/** What the smallest and the largest MTU of a tap is, and the smallest that has IPv6 (RFC 8200). */
const MTU = { min: 68, max: 65521, ipv6: 1280 };

/** The bridge that the settings describe, with taps for VMs 1 to `vms`. Throws CONFIG_VALUE that names the setting. */
export async function wantedBridge(
  config: Config,
  { variables }: Pick<Environment, 'variables'>,
  vms?: number,
): Promise<{ readonly wanted: WantedBridge; readonly warnings: readonly string[] }> {
  const bridge = deviceName('BR_DEV', textOf(config, 'BR_DEV') ?? '');
  const addresses = bridgeAddresses(textOf(config, 'BR_ADDR') ?? '');
  const port = textOf(config, 'BR_IF');
  const mtu = mtuOf(settingValue(config, 'BR_MTU'), addresses);
  const dhcpRange = textOf(config, 'BR_DHCP_SRV_RANGE');
  if (dhcpRange !== undefined) await checkRange(dhcpRange, addresses, variables);
  const { taps, warnings } = await tapsFor(config, vms);
  const wanted = {
    ...{ bridge, addresses, taps, tapUser: await tapUser(textOf(config, 'TAP_USER'), variables) },
    ...(port === undefined ? {} : { interface: deviceName('BR_IF', port) }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(dhcpRange === undefined ? {} : { dhcpRange }),
  };
  refuseSameNames(wanted);
  refuseServingOthers(wanted);
  return { wanted, warnings };
}

async function tapsFor(config: Config, vms?: number): Promise<{ taps: string[]; warnings: readonly string[] }> {
  const conf = await configuredNetConf(config);
  const count = vms ?? Math.max(0, ...conf.vms.map(({ number }) => number));
  const numbers = Array.from({ length: count || USUAL_VMS }, (_, index) => index + 1);
  const taps = numbers.flatMap((number) => tapsOf(conf.vms, number));
  return { taps: [...new Set(taps)].map((tap) => deviceName('VM_NET_CONF', tap)), warnings: conf.warnings };
}

/**
 * The kernel refuses white space, `/` and `:` in names, takes `%d` for a number of its choice, and dnsmasq `*` for any
 * interface and `,` for the next one.
 */
function deviceName(setting: string, name: string): string {
  const bytes = Buffer.byteLength(name);
  const why =
    bytes > LONGEST_NAME
      ? `is ${bytes} bytes long, and the kernel takes ${LONGEST_NAME}`
      : !/^[^\s/:%*,\x00-\x1f\x7f]+$/.test(name) || name === '.' || name === '..' || name.startsWith('-')
        ? 'is not a name for a network device'
        : name === UNBORN
          ? 'is the name of devices that are just being made'
          : undefined;
  if (why === undefined) return name;
  throw new RapidoError('CONFIG_VALUE', `${setting}: "${name}" ${why}.`, {
    hint: 'At most 15 letters, digits, dots, dashes and underscores, as rapido-br.',
  });
}

function mtuOf(value: unknown, addresses: readonly Cidr[]): number | undefined {
  if (typeof value !== 'number') return undefined;
  const least = addresses.some(({ family }) => family === 6) ? MTU.ipv6 : MTU.min;
  if (value >= least && value <= MTU.max) return value;
  throw new RapidoError('CONFIG_VALUE', `BR_MTU: ${value} is not between ${least} and ${MTU.max}.`, {
    hint: 'The largest packet in bytes; 1500 is usual, and IPv6 needs 1280.',
  });
}

/** What dnsmasq itself finds wrong with it, and what it would only say to its log: that its host is not in that network. */
async function checkRange(
  range: string,
  addresses: readonly Cidr[],
  variables: Environment['variables'],
): Promise<void> {
  const why = noRange(range) ?? (await rangeFault(range, variables)) ?? strangeNetwork(range, addresses);
  if (why === undefined) return;
  throw new RapidoError('CONFIG_VALUE', `BR_DHCP_SRV_RANGE: "${range}": ${why}.`, {
    hint: 'First and last address and lease time, as 192.168.155.10,192.168.155.20,12h',
  });
}

/** dnsmasq takes more than that: modes as `proxy`, IPv6, and tags. */
function noRange(range: string): string | undefined {
  const [first = '', last = ''] = range.split(',');
  return isIP(first) === 4 && isIP(last) === 4 ? undefined : 'is not from one IPv4 address to another';
}

async function rangeFault(range: string, variables: Environment['variables']): Promise<string | undefined> {
  if ((await findProgram('dnsmasq', variables)) === undefined) return undefined;
  const args = ['--test', '--conf-file=/dev/null', `--dhcp-range=${range}`];
  const { status, stderr } = await runTool('dnsmasq', args, { variables });
  return status === 0 ? undefined : stderr.trim().replace(/^dnsmasq: (bad command line options: )?/, '');
}

function strangeNetwork(range: string, addresses: readonly Cidr[]): string | undefined {
  const stranger = range
    .split(',', 2)
    .find((address) => !addresses.some((each) => overlaps(each, { family: 4, address, prefix: 32 })));
  if (stranger === undefined) return undefined;
  return `${stranger} is in no network of BR_ADDR (${addresses.map(formatCidr).join(' ') || 'which is empty'})`;
}

/** As the authority that it is on the bridge, it would answer everybody's requests there. */
function refuseServingOthers({ interface: port, dhcpRange }: WantedBridge): void {
  if (port === undefined || dhcpRange === undefined) return;
  throw new RapidoError(
    'CONFIG_VALUE',
    `BR_DHCP_SRV_RANGE and BR_IF: a second DHCP server would answer all machines that ${port} leads to.`,
    { hint: `Unset one of them: VMs can ask the DHCP server of the network that ${port} leads to.` },
  );
}

function refuseSameNames({ bridge, taps, interface: port }: WantedBridge): void {
  const clash = port === bridge ? 'BR_IF' : taps.includes(bridge) ? 'VM_NET_CONF' : undefined;
  if (clash) {
    throw new RapidoError('CONFIG_VALUE', `${clash}: ${bridge} is the bridge itself (BR_DEV).`, {
      hint: 'Each device needs a name of its own.',
    });
  }
  if (port !== undefined && taps.includes(port)) {
    throw new RapidoError('CONFIG_VALUE', `BR_IF: ${port} is the tap of a VM.`, { hint: 'Taps are ports anyway.' });
  }
}
