import { spawnSync } from 'node:child_process';
import { onTestFinished, TestRunner } from 'vitest';
import { environment, start } from './rapido.js';
import { asUser, SELF, type User } from './user.js';

/** A network of its own with nothing in it but the loopback device, which is up; it goes with the process that holds it. */
export interface NetworkNamespace {
  /** The process that holds it. */
  readonly pid: number;
  /** At the end of the test, unless done before. */
  close(): Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/**
 * Makes a network namespace that goes with the test, or with `close`. Who is not root has it inside a user namespace, in
 * which he is root; one `beside` another is in the same, so that devices can be moved between the two.
 */
export async function networkNamespace(beside?: NetworkNamespace): Promise<NetworkNamespace> {
  const become = isRoot || beside ? [] : ['--user', '--map-root-user'];
  const withUs = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const hold = [...withUs, 'sh', '-c', 'ip link set lo up && echo ready && exec sleep infinity'];
  const make = ['unshare', ...become, '--net', ...hold];
  const holder = start(beside ? inNetwork(beside, make) : make);
  await holder.stdout.waitFor('ready\n');
  const close = async () => {
    holder.kill('SIGKILL');
    await holder.result;
  };
  if (TestRunner.getCurrentTest()) onTestFinished(close);
  return { pid: holder.pid, close };
}

/** The command that runs `command` in the network, with the right to change it. */
export function inNetwork({ pid }: Pick<NetworkNamespace, 'pid'>, command: readonly string[]): string[] {
  const credentials = isRoot ? [] : ['--user', '--preserve-credentials'];
  return ['nsenter', `--target=${pid}`, '--net', ...credentials, '--', ...command];
}

/** Who may change the network: for the option `user` of whatever starts a program. */
export function rootIn(namespace: NetworkNamespace): User {
  return { ...SELF, become: inNetwork(namespace, []) };
}

/** An ordinary user in the network. */
export function ordinaryIn(namespace: NetworkNamespace, uid = 65534): User {
  if (isRoot) {
    const user = asUser(uid);
    return { ...user, become: inNetwork(namespace, user.become) };
  }
  return {
    ...SELF,
    become: inNetwork(namespace, ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`, '--']),
  };
}

/** Runs lines of a shell in the network; throws where one fails. Returns what they print. */
export function shellIn(namespace: NetworkNamespace, lines: string): string {
  const [program, ...args] = inNetwork(namespace, ['sh', '-ec', lines]) as [string, ...string[]];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: environment(SELF) });
  if (status !== 0) throw new Error(`status ${status} of:\n${lines}\n${stderr}`);
  return stdout;
}

/** A device as one sees it, without what the kernel chooses anew each time. */
export interface SeenDevice {
  readonly name: string;
  readonly kind?: string;
  readonly alias?: string;
  readonly master?: string;
  readonly owner?: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly addresses: readonly string[];
}

/** The devices and routes of the network, in an order that does not depend on when they were made. */
export function networkOf(namespace: NetworkNamespace) {
  const ask = (what: string) => JSON.parse(shellIn(namespace, `ip -json ${what}`) || '[]');
  const devices = ask('-details address show');
  const routes = [...ask('-4 route show table all'), ...ask('-6 route show table all')] as IpRoute[];
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  return {
    devices: (devices as IpDevice[]).map(seen).sort(byName),
    // Those to link-local and multicast networks come when the kernel has found out that nobody has an address.
    routes: routes
      .filter(({ dst }) => !/^(fe80|ff)/.test(dst))
      .map(({ type = 'unicast', dst, dev }) => `${type} ${dst} ${dev}`)
      .sort(),
  };
}

interface IpRoute {
  readonly type?: string;
  readonly dst: string;
  readonly dev?: string;
}

interface IpDevice {
  readonly ifname: string;
  readonly ifalias?: string;
  readonly master?: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: { readonly user?: string } };
  readonly addr_info: readonly { local: string; prefixlen: number; scope: string }[];
}

function seen({ ifname, ifalias, master, mtu, flags, linkinfo, addr_info }: IpDevice): SeenDevice {
  const kind = linkinfo?.info_kind;
  const owner = linkinfo?.info_data?.user;
  return {
    name: ifname,
    ...(kind === undefined ? {} : { kind }),
    ...(ifalias === undefined ? {} : { alias: ifalias }),
    ...(master === undefined ? {} : { master }),
    ...(owner === undefined ? {} : { owner }),
    mtu,
    up: flags.includes('UP'),
    addresses: addr_info.filter(({ scope }) => scope !== 'link').map(({ local, prefixlen }) => `${local}/${prefixlen}`),
  };
}
