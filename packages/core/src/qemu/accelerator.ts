import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { isSystemError, RapidoError } from '../errors.js';

export type Accelerator = 'kvm' | 'tcg';

export interface AcceleratorChoice {
  readonly accelerator: Accelerator;
  /** For people: why not KVM, or what was asked for. */
  readonly reason: string;
}

/**
 * KVM where it really works: `/dev/kvm` opens for reading and writing, and the CPU has vmx or svm. The device alone
 * proves nothing: on a host that is a paravirtual guest itself a stock kernel hangs in it. `forced` is `--accel`.
 */
export async function chooseAccelerator(
  forced?: Accelerator,
  paths: { readonly kvm: string; readonly cpuinfo: string } = { kvm: '/dev/kvm', cpuinfo: '/proc/cpuinfo' },
): Promise<AcceleratorChoice> {
  if (forced === 'tcg') return { accelerator: 'tcg', reason: '--accel tcg' };
  const obstacle = await kvmObstacle(paths);
  if (forced === 'kvm') {
    if (obstacle?.fatal) throw new RapidoError('QEMU', `--accel kvm: ${obstacle.text}.`, { hint: obstacle.fix });
    return { accelerator: 'kvm', reason: '--accel kvm' };
  }
  return obstacle ? { accelerator: 'tcg', reason: obstacle.text } : { accelerator: 'kvm', reason: '/dev/kvm' };
}

interface Obstacle {
  readonly text: string;
  /** Not even worth trying. */
  readonly fatal: boolean;
  readonly fix: string;
}

async function kvmObstacle(paths: { readonly kvm: string; readonly cpuinfo: string }): Promise<Obstacle | undefined> {
  try {
    await (await open(paths.kvm, constants.O_RDWR)).close();
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) {
      const fix = 'Join the group that owns it: sudo usermod -aG kvm "$USER", then log in anew.';
      return { text: `${paths.kvm} may not be opened by this user`, fatal: true, fix };
    }
    if (isSystemError(error, 'ENOENT', 'ENODEV', 'ENXIO')) {
      const fix = 'Load kvm_intel or kvm_amd, and see that virtualization is enabled in the firmware.';
      return { text: `there is no usable ${paths.kvm}`, fatal: true, fix };
    }
    throw error;
  }
  const flags = /^flags\s*:(.*)$/m.exec(await readFile(paths.cpuinfo, 'utf8'))?.[1] ?? '';
  if (/\b(vmx|svm)\b/.test(flags)) return undefined;
  const text = `${paths.kvm} exists, but the CPU shows neither vmx nor svm`;
  return { text, fatal: false, fix: 'Use --accel tcg.' };
}
