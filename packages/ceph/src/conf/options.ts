import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { Conf } from './find-conf.js';
import { type IniValue, optionName } from './ini.js';

/** What a configuration says to one client. */
export interface Options {
  /** As it is used, `$name` and the like replaced; undefined where the configuration does not have it. */
  get(name: string): IniValue | undefined;
  /** Replaces `$name` and the like in a text. */
  expand(text: string): string;
  /** Names of all options that the configuration has for the client. */
  names(): string[];
}

/** Ceph's own values of options that others refer to. */
const DEFAULTS: Readonly<Record<string, string>> = { run_dir: '/var/run/ceph' };

/** References that lead to themselves end here. */
const DEPTH = 10;

/** What `conf` says to `client.USER`: its own section goes before `[client]`, and that before `[global]`. */
export function optionsOf({ path, ini }: Conf, user: string): Options {
  const sections = [`client.${user}`, 'client', 'global'].map((name) => ini.sections.get(name));
  const written = (name: string) => {
    for (const section of sections) if (section?.has(name)) return section.get(name);
    return undefined;
  };
  const known: Readonly<Record<string, string>> = {
    ...{ cluster: clusterOf(path), type: 'client', id: user, name: `client.${user}` },
    ...{ host: hostname().split('.')[0] ?? '', pid: String(process.pid), home: process.env['HOME'] ?? '' },
  };
  const expand = (text: string, depth = 0): string =>
    text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value = Object.hasOwn(known, name) ? known[name] : undefined;
      if (value !== undefined) return value;
      const option = written(name)?.text ?? (Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined);
      return option === undefined || depth >= DEPTH ? whole : expand(option, depth + 1);
    });
  return {
    get(name) {
      const found = written(optionName(name));
      return found && { ...found, text: expand(found.text) };
    },
    expand: (text) => expand(text),
    names: () => [...new Set(sections.flatMap((section) => [...(section?.keys() ?? [])]))],
  };
}

/** The cluster that a configuration file is of, by its name: `$cluster`. */
function clusterOf(path: string): string {
  const name = basename(path);
  return name.endsWith('.conf') && name !== '.conf' ? name.slice(0, -'.conf'.length) : 'ceph';
}
