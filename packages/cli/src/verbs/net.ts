import { type Config as CliConfig, Flags } from '@oclif/core';
import {
  applyPlan,
  type BridgePlan,
  bridgeStatus,
  lockNetwork,
  lookAtBridge,
  planDown,
  planUp,
  task,
  textOf,
  wantedBridge,
} from '@rapido/core';
import type { NetCommandDefinition, NetFlag, NetRequest, NetTools } from '@rapido/kit';
import { RapidoCommand } from '../command.js';
import { type SettingFlags, settingFlags } from '../flags/setting-flags.js';
import { confirm } from '../process/confirm.js';
import { interruption, toTheEnd } from '../process/interruption.js';
import { warn } from '../process/warnings.js';
import { createReporter } from '../render/reporter.js';
import { alignColumns } from '../text/columns.js';
import { requirePrivileges } from './privileges.js';
import { openSession, type Session } from './session.js';

/** A command of @rapido/net, with what it brings and what the CLI adds to it. */
export class NetVerb extends RapidoCommand {
  #definition: NetCommandDefinition | undefined;
  #unlock = () => {};

  static async answer(
    { id, definition }: Pick<NetRequest, 'id' | 'definition'>,
    argv: readonly string[],
    config: CliConfig,
  ): Promise<unknown> {
    const command = new NetVerb([...argv], config);
    command.id = id;
    command.#definition = definition;
    return command._run();
  }

  async run(): Promise<unknown> {
    const definition = this.#definition as NetCommandDefinition;
    const own = Object.entries(definition.flags).map(([name, flag]) => [name, flagOf(flag)]);
    const { config, set } = settingFlags;
    const { flags } = await this.parse({
      flags: { ...Object.fromEntries(own), config, set },
      baseFlags: RapidoCommand.baseFlags,
    });
    this.refuseRest((this.id ?? '').replace(':', ' '));
    const session = await openSession(this.config, flags as SettingFlags);
    try {
      return await definition.run(this.#tools(session, flags));
    } finally {
      this.#unlock();
    }
  }

  /** Others wait from the look at the network to the end of the command. */
  async #lock(): Promise<void> {
    this.#unlock = await lockNetwork(() => {
      if (!this.jsonEnabled()) this.logToStderr('Waiting for another "rapido net" to end ...');
    });
  }

  #tools(session: Session, flags: Readonly<Record<string, unknown>>): NetTools {
    const { environment, config } = session;
    const wanted = async (vms: number | undefined) => {
      const { wanted, warnings } = await wantedBridge(config, environment, vms);
      for (const warning of warnings) warn(warning);
      return { wanted, ...(await lookAtBridge(wanted.bridge, environment)) };
    };
    return {
      flags: flags as NetTools['flags'],
      planUp: async (vms) => {
        if (!flags['dry-run']) await this.#lock();
        const { wanted: bridge, host, dhcp } = await wanted(vms);
        return planUp(bridge, host, dhcp);
      },
      planDown: async (evenInUse) => {
        if (!flags['dry-run']) await this.#lock();
        const bridge = textOf(config, 'BR_DEV') ?? '';
        const { host, dhcp } = await lookAtBridge(bridge, environment);
        return planDown(bridge, host, dhcp.directory, evenInUse);
      },
      async status(vms) {
        const { wanted: bridge, host } = await wanted(vms);
        return bridgeStatus(bridge, host, environment);
      },
      checkPrivileges: (plan) => requirePrivileges(plan, session, [...(this.id ?? '').split(':'), ...this.argv]),
      carryOut: (plan) => this.#carryOut(plan as BridgePlan, session),
      confirm: (question) => confirm(question, '--yes'),
      print: (line) => this.log(line),
      printTable: (rows) => {
        for (const line of alignColumns(rows)) this.log(line);
      },
    };
  }

  async #carryOut(plan: BridgePlan, { environment: { variables } }: Session): Promise<void> {
    if (plan.steps.length === 0) return;
    const host = createReporter({ silent: this.jsonEnabled(), console: false, signal: interruption(), undoes: true });
    let warnings: readonly string[] = [];
    try {
      warnings = await toTheEnd(() =>
        task(host, 'net', `Network of ${plan.bridge}`, (onCommand) =>
          applyPlan(plan, { variables, signal: host.signal, onCommand }),
        ),
      );
    } finally {
      await host.close();
    }
    for (const warning of warnings) warn(warning);
  }
}

function flagOf({ type, ...rest }: NetFlag): object {
  return type === 'boolean' ? Flags.boolean(rest as object) : Flags.integer(rest as object);
}
