import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { runTool } from '../process/index.js';
import type { TapUser } from './types.js';

/** The largest number of a user; the one after it means "nobody in particular" to the kernel. */
const LARGEST_UID = 2 ** 32 - 2;

/** The user of that name or number in the user database (getent(1)); a number needs no entry. */
export async function findUser(text: string, variables: Environment['variables']): Promise<TapUser | undefined> {
  const { status, stdout } = await runTool('getent', ['--', 'passwd', text], { variables });
  const [name, , uid] = stdout.split('\n', 1)[0]?.split(':') ?? [];
  if (status === 0 && name && uid) return { name, uid: Number(uid) };
  const number = Number(text);
  return /^\d+$/.test(text) && number <= LARGEST_UID ? { name: text, uid: number } : undefined;
}

/** Who is to own the taps: TAP_USER, else who called sudo, else who runs this. */
export async function tapUser(setting: string | undefined, variables: Environment['variables']): Promise<TapUser> {
  const wanted = setting ?? variables['SUDO_UID'] ?? String(process.getuid?.() ?? 0);
  const user = await findUser(wanted, variables);
  if (user) return user;
  const name = setting === undefined ? 'SUDO_UID' : 'TAP_USER';
  throw new RapidoError('CONFIG_VALUE', `${name}: there is no user "${wanted}".`, {
    hint: 'TAP_USER is who boots VMs: a name or a number; unset, it is the user behind sudo.',
  });
}
