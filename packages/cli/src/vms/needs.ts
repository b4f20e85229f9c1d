import { RapidoError } from '@rapido/core/errors';
import type { NeededService } from '@rapido/kit';
import { freeName, type VmWord, wordOf } from './names.js';

/** What of a VM decides which others it waits for. */
export interface NeedingVm {
  readonly name: string;
  /** As it was typed. */
  readonly word: VmWord;
  /** Name of its cut. */
  readonly cut: string;
  readonly service?: string | undefined;
  readonly needs?: readonly NeededService[] | undefined;
  /** The value of one of its settings, where it has one. */
  setting(name: string): string | undefined;
}

/** What a VM waits for, and what its settings are because of that. */
export interface MetNeeds {
  /** Names of VMs. */
  readonly after: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** For people: servers of the run that it passes over, as a setting names another one. */
  readonly remarks?: readonly string[];
}

/** What a hint needs besides. */
export interface NeedsContext {
  /** What stands before the VMs: `rapido run`. */
  readonly command: string;
  /** Whether a cut can be used as it is. */
  isInstalled(cut: string): boolean;
}

/**
 * Finds the services that each VM uses, by its name. A usage error where one is not there, where it could be several, and where VMs
 * would wait for each other.
 */
export function meetNeeds(vms: readonly NeedingVm[], context: NeedsContext): ReadonlyMap<string, MetNeeds> {
  const met = new Map(vms.map((vm) => [vm.name, meet(vm, vms, context)]));
  checkCycles(vms, met, context);
  return met;
}

function meet(vm: NeedingVm, vms: readonly NeedingVm[], context: NeedsContext): MetNeeds {
  const after: string[] = [];
  const settings: Record<string, string> = {};
  const remarks: string[] = [];
  for (const need of vm.needs ?? []) {
    const { setting } = need;
    const given = setting === undefined ? undefined : vm.setting(setting);
    const server = given === undefined ? onlyServer(vm, need, vms, context) : namedServer(vm, need, given, vms);
    if (server === undefined) {
      remarks.push(...passedOver(vm, need, given, vms));
      continue;
    }
    after.push(server.name);
    if (setting !== undefined) settings[setting] = server.name;
  }
  return { after: [...new Set(after)], settings, ...(remarks.length === 0 ? {} : { remarks }) };
}

/** A rapido.conf that names a server outside is easily forgotten. */
function passedOver(
  vm: NeedingVm,
  { service, setting }: NeededService,
  given: string | undefined,
  vms: readonly NeedingVm[],
): string[] {
  const servers = vms.filter((other) => other !== vm && other.service === service).map(({ name }) => name);
  const [first] = servers;
  if (first === undefined) return [];
  const which = `--set ${vm.name}:${setting}=${first}`;
  return [
    `${vm.name} uses ${setting}=${given}, a server outside of this run, and not ${servers.join(' or ')}: ${which}`,
  ];
}

/** The VM that the setting names; undefined for a server outside of the run. */
function namedServer(
  vm: NeedingVm,
  { service, setting }: NeededService,
  given: string,
  vms: readonly NeedingVm[],
): NeedingVm | undefined {
  const server = vms.find(({ name }) => name === given);
  if (server === undefined || server.service === service) return server;
  const others = vms.filter((other) => other !== vm && other.service === service).map(({ name }) => name);
  const instead =
    others.length === 0 ? 'Name one that is, or a server outside of the run' : `Name ${others.join(' or ')}`;
  throw new RapidoError(
    'USAGE',
    `${setting}=${given} of the VM ${vm.name} names ${describe(server)}, which is no server of the kind "${service}".`,
    { hint: `${instead}: --set ${vm.name}:${setting}=${others[0] ?? 'ADDRESS'}` },
  );
}

function onlyServer(vm: NeedingVm, need: NeededService, vms: readonly NeedingVm[], context: NeedsContext): NeedingVm {
  const servers = vms.filter((other) => other !== vm && other.service === need.service);
  const [server, other] = servers;
  if (server !== undefined && other === undefined) return server;
  throw server === undefined ? unmet(vm, need, vms, context) : ambiguous(vm, need, servers, vms, context);
}

function unmet(
  vm: NeedingVm,
  { service, setting, cut, package: owner }: NeededService,
  vms: readonly NeedingVm[],
  { command, isInstalled }: NeedsContext,
): RapidoError {
  const none = vms.length === 1 ? 'there is no other VM' : 'no other VM of this run is one';
  return new RapidoError('USAGE', `${describe(vm)} needs a server of the kind "${service}", and ${none}.`, {
    hint: [
      `${command} ${withServer(vms, cut).join(' ')}`,
      ...(owner === undefined || isInstalled(cut) ? [] : [`${cut} comes with: rapido plugins install ${owner}`]),
      ...(setting === undefined ? [] : [`Or name a server that you have: --set ${setting}=ADDRESS`]),
    ].join('\n'),
  });
}

function ambiguous(
  vm: NeedingVm,
  { service, setting }: NeededService,
  servers: readonly NeedingVm[],
  vms: readonly NeedingVm[],
  { command }: NeedsContext,
): RapidoError {
  const [first] = servers;
  const line = `${command} ${words(vms).join(' ')}`;
  return new RapidoError(
    'USAGE',
    `${describe(vm)} needs a server of the kind "${service}", and several VMs are one: ${servers.map(describe).join(', ')}.`,
    {
      hint:
        setting === undefined
          ? `Leave all but one of them out: ${command} ${words(vms.filter((other) => other === first || !servers.includes(other))).join(' ')}`
          : `Say which: ${line} --set ${vm.name}:${setting}=${first?.name}`,
    },
  );
}

/** The VMs of the run, and one more that is the server. */
function withServer(vms: readonly NeedingVm[], cut: string): string[] {
  const taken = new Set(vms.map(({ word }) => word.name));
  const server = freeName('srv', taken);
  return [wordOf({ name: server, cut }), ...words(vms, new Set([...taken, server]))];
}

/** As they would be typed, each with a name. */
function words(vms: readonly NeedingVm[], taken: ReadonlySet<string | undefined> = new Set()): string[] {
  return vms.map(({ word }) => wordOf({ name: word.name ?? freeName('cli', taken), cut: word.cut }));
}

function checkCycles(vms: readonly NeedingVm[], met: ReadonlyMap<string, MetNeeds>, { command }: NeedsContext): void {
  for (const vm of vms) {
    const circle = circleFrom(vm.name, met, []);
    if (circle === undefined) continue;
    const names = circle.map((name) => describe(vms.find((other) => other.name === name) ?? vm));
    const setting = vm.needs?.find((need) => need.setting !== undefined)?.setting;
    throw new RapidoError('USAGE', `VMs would wait for each other for ever: ${names.join(' for ')}.`, {
      hint:
        setting === undefined
          ? 'Leave one of them out.'
          : `Let one use another server: ${command} ${words(vms).join(' ')} --set ${vm.name}:${setting}=ADDRESS`,
    });
  }
}

/** The way from a VM back to itself, over those that it waits for. */
function circleFrom(name: string, met: ReadonlyMap<string, MetNeeds>, way: readonly string[]): string[] | undefined {
  if (way[0] === name) return [...way, name];
  if (way.includes(name)) return undefined; // of others: found from there
  for (const next of met.get(name)?.after ?? []) {
    const circle = circleFrom(next, met, [...way, name]);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function describe({ name, cut }: NeedingVm): string {
  return name === cut ? name : `${name} (${cut})`;
}

/** A usage error where VMs that need each other cannot reach each other. `net` is what `--net` or VM_NET says of a VM. */
export function checkReach(met: ReadonlyMap<string, MetNeeds>, net: (vm: string) => string | undefined): void {
  for (const [client, { after }] of met) {
    for (const server of after) {
      const apart = [net(client), net(server)].find((mode) => mode === 'user' || mode === 'none');
      if (apart !== undefined) {
        throw new RapidoError(
          'USAGE',
          `${client} needs ${server}, and with --net ${apart} VMs do not reach each other.`,
          {
            hint: 'Leave it out, or use --net mesh, or --net bridge after "rapido net up".',
          },
        );
      }
      if (net(client) !== net(server)) {
        throw new RapidoError(
          'USAGE',
          `${client} needs ${server}, and they are on different networks: ${net(client) ?? 'VM_NET unset'} and ${net(server) ?? 'VM_NET unset'}.`,
          {
            hint: 'Put all on one: --net mesh',
          },
        );
      }
    }
  }
}
