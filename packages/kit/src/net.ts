import { askCli, type CommandConfig } from './ask-cli.js';
import { CUT_API } from './cut.js';
import { deepFreeze } from './deep-freeze.js';

/** A part of the host's network, as it was found. `differs`: Rapido's own, but not as wanted. */
export interface NetThing {
  readonly kind: 'bridge' | 'tap' | 'interface' | 'dhcp';
  readonly name: string;
  readonly state: 'there' | 'missing' | 'differs' | 'foreign';
  readonly text: string;
}

/** A part of the host's network, once a plan was carried out. `there`: as it was; `foreign`: left alone. */
export interface NetOutcome extends Omit<NetThing, 'state'> {
  readonly outcome:
    | 'made'
    | 'changed'
    | 'attached'
    | 'started'
    | 'removed'
    | 'released'
    | 'stopped'
    | 'there'
    | 'foreign';
}

/** What is to be done to the host's network: plain data, which the CLI carries out. */
export interface NetPlan {
  readonly bridge: string;
  readonly things: readonly NetThing[];
  /** The commands in their order, each quoted for a shell; none when all is as wanted. */
  readonly commands: readonly string[];
  /** An interface of the host that would become a port of the bridge, and the addresses that are of no use then. */
  readonly attaches?: { readonly interface: string; readonly addresses: readonly string[] };
}

/** The host's network as it is. */
export interface NetStatus {
  readonly bridge: {
    readonly name: string;
    readonly state: 'there' | 'missing' | 'foreign';
    /** What kind of device has the name, for people. */
    readonly description?: string;
    readonly up: boolean;
    readonly addresses: readonly string[];
    readonly mtu?: number;
  };
  /** The interface of the host that is a port of the bridge. */
  readonly attached?: string;
  readonly taps: readonly {
    readonly name: string;
    readonly ours: boolean;
    readonly owner?: string;
    readonly master?: string;
    /** A VM has opened it. */
    readonly inUse: boolean;
  }[];
  readonly dhcp: { readonly running: boolean; readonly range?: string };
  /** Reasons why VMs cannot talk over the bridge, and what mends each. */
  readonly findings: readonly {
    readonly name: string;
    readonly status: 'ok' | 'warn' | 'fail';
    readonly found: string;
    readonly fix?: string;
  }[];
}

/** What the CLI lends a network command; settings and flags are read already. */
export interface NetTools {
  readonly flags: Readonly<Record<string, boolean | number | undefined>>;
  planUp(vms?: number): Promise<NetPlan>;
  /** Rejects while VMs use what would be removed, unless `evenInUse`. */
  planDown(evenInUse: boolean): Promise<NetPlan>;
  /** Rejects where this process may not carry the plan out, with the command line that may. */
  checkPrivileges(plan: NetPlan): Promise<void>;
  /** All of it, or, where that fails or is interrupted, nothing of it. */
  carryOut(plan: NetPlan): Promise<void>;
  status(vms?: number): Promise<NetStatus>;
  /** Asks on the terminal, and rejects unless the answer is yes. */
  confirm(question: string): Promise<void>;
  /** Prints a line of the result, which `--json` replaces. */
  print(line: string): void;
  /** Prints lines of aligned columns. */
  printTable(rows: readonly (readonly string[])[]): void;
}

/** A flag of a network command. `--json` and the flags of settings are the CLI's, which every command has. */
export interface NetFlag {
  readonly type: 'boolean' | 'integer';
  readonly summary: string;
  readonly char?: string;
  readonly helpValue?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface NetCommandDefinition {
  readonly summary: string;
  readonly description?: string;
  readonly examples: readonly { readonly description: string; readonly command: string }[];
  readonly flags: Readonly<Record<string, NetFlag>>;
  /** Resolves with what `--json` prints. */
  run(tools: NetTools): Promise<unknown>;
}

/** What the installed CLI's `net` hook is asked with. */
export interface NetRequest {
  readonly api: number;
  readonly id: string;
  readonly definition: NetCommandDefinition;
  readonly argv: readonly string[];
}

/** The command `rapido net NAME`: a plain object that oclif takes for a command class. */
export interface NetCommand extends Omit<NetCommandDefinition, 'run' | 'flags'> {
  readonly netApi: number;
  readonly aliases: string[];
  readonly flags: Readonly<Record<string, object>>;
  readonly args: Record<string, never>;
  readonly strict: false;
  /** Set by oclif when it loads the command. */
  plugin?: { readonly name: string };
  run(argv: string[], config: CommandConfig): Promise<unknown>;
}

/**
 * Makes the commands `rapido net NAME` of a plugin. As those of cuts, they parse nothing and hold no engine: each hands
 * its definition to the installed CLI, which reads flags and settings and lends it `NetTools`.
 */
export function netCommands(definitions: Readonly<Record<string, NetCommandDefinition>>): Record<string, NetCommand> {
  const entries = Object.entries(definitions).map(([name, definition]) => [`net:${name}`, deepFreeze(definition)]);
  return Object.fromEntries(
    (entries as [string, NetCommandDefinition][]).map(([id, definition]) => [id, netCommand(id, definition)]),
  );
}

function netCommand(id: string, definition: NetCommandDefinition): NetCommand {
  const { run, flags, ...texts } = definition;
  return {
    ...texts,
    netApi: CUT_API,
    aliases: [],
    flags: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, describeFlag(name, flag)])),
    args: {},
    strict: false,
    async run(argv, config) {
      if (!this.plugin) throw new Error(`The command ${id} was run without its plugin.`);
      const request: NetRequest = { api: CUT_API, id, definition, argv };
      return askCli(config, 'net', this.plugin.name, request);
    },
  };
}

/** As oclif describes flags in help and manifests. */
function describeFlag(name: string, { type, min, max, ...texts }: NetFlag): object {
  return type === 'boolean'
    ? { name, ...texts, type: 'boolean', allowNo: false }
    : { name, ...texts, type: 'option', multiple: false };
}
