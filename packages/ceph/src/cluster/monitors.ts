import type { Problem } from '@rapido/kit';
import type { Conf } from '../conf/find-conf.js';
import type { IniValue } from '../conf/ini.js';
import type { Options } from '../conf/options.js';
import { type Monitor, parseMonitors } from './mon-address.js';

interface Found {
  readonly monitors: readonly Monitor[];
  readonly problems: readonly Problem[];
}

/** The monitors of a configuration, or the one of them that is called `name`. */
export function findMonitors(conf: Conf, options: Options, name: string | undefined): Found {
  const all = allMonitors(conf, options);
  if (name !== undefined && all.problems.length === 0) return named(conf, options, name, all.monitors);
  if (all.problems.length > 0 || all.monitors.length > 0) return all;
  const message = `${conf.path} names no monitor: there is no mon_host, and no mon_addr in a section [mon.X]`;
  const fix = 'Add a line mon_host = ADDRESS to its section [global]; `ceph mon dump` prints the addresses.';
  return { monitors: [], problems: [{ kind: 'usage', message, fix }] };
}

function allMonitors(conf: Conf, options: Options): Found {
  const host = options.get('mon_host');
  if (host !== undefined && host.text.trim() !== '') return parsed(conf, host, 'mon_host');
  const each = monSections(conf).map((name) => ofSection(conf, options, name));
  return { monitors: each.flatMap((one) => one?.monitors ?? []), problems: each.flatMap((one) => one?.problems ?? []) };
}

/** vstart.sh and others write a section for each monitor without its address, in the order of `mon_host`. */
function named(conf: Conf, options: Options, written: string, all: readonly Monitor[]): Found {
  const name = written.replace(/^mon\./, '');
  const own = ofSection(conf, options, name);
  if (own !== undefined) return own;
  const host = conf.ini.sections.get(`mon.${name}`)?.get('host')?.text;
  const byHost = all.find((monitor) => monitor.some((address) => [name, host].includes(address.host)));
  if (byHost !== undefined) return { monitors: [byHost], problems: [] };
  const names = monSections(conf);
  const byOrder = names.length === all.length ? all[names.indexOf(name)] : undefined;
  if (byOrder !== undefined) return { monitors: [byOrder], problems: [] };
  const known =
    names.length === 0 ? 'it has no sections [mon.X]' : `it has ${names.map((one) => `[mon.${one}]`).join(', ')}`;
  const what = names.includes(name) ? `has no mon_addr in [mon.${name}]` : `has no monitor ${name}: ${known}`;
  const fix = 'Leave CEPH_MON_NAME out to use all monitors.';
  return { monitors: [], problems: [{ kind: 'usage', message: `CEPH_MON_NAME: ${conf.path} ${what}`, fix }] };
}

function monSections({ ini }: Conf): string[] {
  return [...ini.sections.keys()].flatMap((name) => (/^mon\../.test(name) ? [name.slice('mon.'.length)] : []));
}

function ofSection(conf: Conf, options: Options, name: string): Found | undefined {
  const value = conf.ini.sections.get(`mon.${name}`)?.get('mon_addr');
  if (value === undefined || value.text.trim() === '') return undefined;
  return parsed(conf, { ...value, text: options.expand(value.text) }, 'mon_addr');
}

function parsed({ path }: Conf, { text, line }: IniValue, option: string): Found {
  const { monitors, faults } = parseMonitors(text);
  const problems = faults.map((fault): Problem => {
    const message = `${path}:${line}: ${option}: ${JSON.stringify(fault)} is no address of a monitor`;
    return {
      kind: 'usage',
      message,
      fix: 'They are like 10.0.0.1, mon1:6789, v2:[fd00::1]:3300 or [v2:10.0.0.1:3300,v1:10.0.0.1:6789].',
    };
  });
  return { monitors, problems };
}
