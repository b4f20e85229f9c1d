import type { Check } from '../doctor/index.js';
import type { Environment } from '../host.js';
import { findProgram, runTool } from '../process/index.js';

/** How long a tool may take to ask its manager. */
const PATIENCE_MS = 5000;

/** Which of `devices` a network manager has taken for its own, and will take their addresses or their master away. */
export async function checkManagers(
  devices: readonly string[],
  environment: Pick<Environment, 'variables'>,
): Promise<Check[]> {
  const [byNetworkManager, byNetworkd] = await Promise.all([
    answer('nmcli', ['-t', '-f', 'DEVICE,STATE', 'device'], environment),
    answer('networkctl', ['--json=short', 'list'], environment),
  ]);
  return [
    ...grabbed('NetworkManager', devices, managedByNetworkManager(byNetworkManager), networkManagerFix),
    ...grabbed('systemd-networkd', devices, managedByNetworkd(byNetworkd), networkdFix),
  ];
}

/** What a manager's tool says; nothing where there is none, or the manager does not run. */
async function answer(
  program: string,
  args: readonly string[],
  { variables }: Pick<Environment, 'variables'>,
): Promise<string> {
  if ((await findProgram(program, variables)) === undefined) return '';
  try {
    const { status, stdout } = await runTool(program, args, { variables, signal: AbortSignal.timeout(PATIENCE_MS) });
    return status === 0 ? stdout : '';
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return ''; // D-Bus does not answer
    throw error;
  }
}

function grabbed(
  manager: string,
  ours: readonly string[],
  theirs: readonly string[],
  fix: (names: string[]) => string,
): Check[] {
  const names = ours.filter((name) => theirs.includes(name));
  if (names.length === 0) return [];
  return [{ name: manager, status: 'warn', found: `manages ${names.join(', ')}`, fix: fix(names) }];
}

/** Devices in `nmcli -t` (nmcli(1)): one it only looks at is `unmanaged`, or `connected (externally)`. */
export function managedByNetworkManager(text: string): string[] {
  return text
    .split('\n')
    .map((line) => /^((?:\\.|[^:\\])*):(.*)$/.exec(line) ?? [])
    .filter(([, , state = 'unmanaged']) => state !== 'unmanaged' && !state.includes('(externally)'))
    .map(([, name = '']) => name.replace(/\\(.)/g, '$1'));
}

/** Devices in `networkctl --json=short list` (networkctl(1)). */
export function managedByNetworkd(text: string): string[] {
  try {
    const { Interfaces = [] } = JSON.parse(text) as { Interfaces?: { Name: string; AdministrativeState?: string }[] };
    return Interfaces.filter(({ AdministrativeState = 'unmanaged' }) => AdministrativeState !== 'unmanaged').map(
      ({ Name }) => Name,
    );
  } catch {
    return []; // older ones have no JSON, and it has none when the manager does not run
  }
}

function networkManagerFix(names: readonly string[]): string {
  return names.map((name) => `sudo nmcli device set ${name} managed no`).join('\n');
}

function networkdFix(names: readonly string[]): string {
  const text = `[Match]\\nName=${names.join(' ')}\\n[Link]\\nUnmanaged=yes\\n`;
  return `printf '${text}' | sudo tee /etc/systemd/network/00-rapido.network && sudo networkctl reload`;
}
