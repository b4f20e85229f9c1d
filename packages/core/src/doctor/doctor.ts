import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { checkBridge } from '../bridge/check.js';
import { type Config, formatSize, textOf } from '../config/index.js';
import { RapidoError } from '../errors.js';
import type { Environment } from '../host.js';
import { BASE_PROGRAMS } from '../image/base.js';
import { imageDriver } from '../image/cut-run.js';
import { directBoot, findKernel, type Kernel } from '../kernel/index.js';
import { OLDEST_QEMU_FOR_MESH } from '../mesh/index.js';
import { findProgram, installCommand, packageOf } from '../process/index.js';
import { chooseAccelerator, isAtLeast, qemuVersion } from '../qemu/index.js';

/** One thing that the main job needs of this machine. */
export interface Check {
  readonly name: string;
  /** `warn`: it works, but slower or with less than it could. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** The command, or the step, that mends it. */
  readonly fix?: string;
}

/** The oldest QEMU with everything that its command line says here (`-chardev socket,fd=`, `-blockdev`, PVH). */
const OLDEST_QEMU = '5.0';
const LITTLE_SPACE = 2 ** 30;

/** Looks at everything that cutting and booting need, and reports all of it, good or bad. */
export async function doctor(environment: Environment, config: Config): Promise<Check[]> {
  const qemu = textOf(config, 'QEMU') ?? 'qemu-system-x86_64';
  const checks = [
    checkQemu(qemu, environment),
    checkDracut(config, environment),
    ...['depmod', 'setpriv'].map((name) => checkProgram(name, environment)),
    checkGuestPrograms(environment),
    checkKernel(config, environment),
    checkAccelerator(),
    checkBridge(config, environment),
    checkSpace('cache', environment.dirs.cache),
    checkSpace('state', environment.dirs.state),
    checkSpace('runtime', environment.dirs.runtime),
  ];
  return (await Promise.all(checks)).flat();
}

async function checkQemu(program: string, environment: Environment): Promise<Check> {
  const found = await checkProgram(program, environment);
  if (found.status !== 'ok') return found;
  const version = await qemuVersion(program, environment);
  const text = `${found.found}, ${version === undefined ? 'of an unknown version' : `version ${version}`}`;
  const isNew = (oldest: string) => version === undefined || isAtLeast(version, oldest);
  if (isNew(OLDEST_QEMU_FOR_MESH)) return { ...found, found: text };
  if (isNew(OLDEST_QEMU)) {
    const lacks = `${text}, which cannot do --net mesh`;
    return { name: program, status: 'warn', found: lacks, fix: `Install QEMU ${OLDEST_QEMU_FOR_MESH} or newer.` };
  }
  return { name: program, status: 'fail', found: text, fix: `Install QEMU ${OLDEST_QEMU} or newer.` };
}

/** What only the driver `dracut` needs is no failure while the other is in use. */
async function checkDracut(config: Config, environment: Environment): Promise<Check[]> {
  const checks = [
    await checkDracutItself(config, environment),
    ...(await Promise.all(['tar', 'cpio'].map((name) => checkProgram(name, environment)))),
  ];
  if (imageDriver(config) === 'dracut') return checks;
  return checks.map(({ status, found, ...check }) =>
    status === 'ok' ? { ...check, status, found } : { ...check, status: 'warn', found: `${found}; ${ONLY_FOR_DRACUT}` },
  );
}

const ONLY_FOR_DRACUT = 'only IMAGE_DRIVER=dracut needs it';

async function checkDracutItself(config: Config, environment: Environment): Promise<Check> {
  const source = textOf(config, 'DRACUT_SRC');
  if (source === undefined) return checkProgram('dracut', environment);
  const there = await canUse(`${source}/dracut-init.sh`, constants.R_OK);
  if (there) return { name: 'dracut', status: 'ok', found: `${source} (DRACUT_SRC)` };
  return {
    name: 'dracut',
    status: 'fail',
    found: `${source} (DRACUT_SRC) holds no dracut`,
    fix: 'Set DRACUT_SRC to a checkout of dracut, or unset it to use the installed one.',
  };
}

async function checkProgram(name: string, { variables }: Environment): Promise<Check> {
  const path = await findProgram(name, variables);
  if (path !== undefined) return { name, status: 'ok', found: path };
  const packages = packageOf(name);
  const fix = packages ? await installCommand(packages) : `Install ${name}.`;
  return { name, status: 'fail', found: 'not found', fix };
}

/** What every image brings from this machine. */
async function checkGuestPrograms(environment: Environment): Promise<Check[]> {
  const checks = await Promise.all(BASE_PROGRAMS.map((name) => checkProgram(name, environment)));
  const bad = checks.filter(({ status }) => status !== 'ok');
  if (bad.length > 0) return bad;
  return [{ name: 'guest programs', status: 'ok', found: `all ${checks.length}, as bash and mount` }];
}

async function checkKernel(config: Config, environment: Environment): Promise<Check[]> {
  try {
    const kernel = await findKernel({ config, environment });
    return [
      { name: 'kernel', status: 'ok', found: `${kernel.release}, ${kernel.foundBy}` },
      checkModules(kernel),
      await checkBoot(kernel, environment),
    ];
  } catch (error) {
    if (!RapidoError.is(error)) throw error;
    return [
      {
        name: 'kernel',
        status: 'fail',
        found: error.message,
        ...(error.hint === undefined ? {} : { fix: error.hint }),
      },
    ];
  }
}

function checkModules({ modules }: Kernel): Check {
  if (modules.kind === 'none') {
    return { name: 'modules', status: 'warn', found: 'none: only what is built into the kernel can be used' };
  }
  return {
    name: 'modules',
    status: 'ok',
    found: `${modules.dir} (${modules.kind === 'tree' ? 'build tree' : 'installed'})`,
  };
}

async function checkBoot(kernel: Kernel, environment: Environment): Promise<Check> {
  const direct = await directBoot(kernel, environment);
  const name = 'direct boot';
  if ('vmlinux' in direct) return { name, status: 'ok', found: `${direct.vmlinux}, which needs no decompression` };
  return {
    name,
    status: 'warn',
    found: `by bzImage, which takes longer: ${direct.obstacle}`,
    fix: 'Build the kernel with CONFIG_PVH=y.',
  };
}

async function checkAccelerator(): Promise<Check> {
  const { accelerator, reason } = await chooseAccelerator();
  if (accelerator === 'kvm') return { name: 'accelerator', status: 'ok', found: 'KVM' };
  return {
    name: 'accelerator',
    status: 'warn',
    found: `TCG, which emulates the CPU and is slow: ${reason}`,
    fix: 'Where the CPU can virtualize: enable it in the firmware and join the group kvm (sudo usermod -aG kvm "$USER").',
  };
}

async function checkSpace(name: string, dir: string): Promise<Check> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await access(dir, constants.W_OK);
    const { bavail, bsize } = await statfs(dir);
    const free = bavail * bsize;
    const found = `${dir}, ${formatSize(free)} free`;
    // The runtime directory is small by its nature and holds little.
    if (free >= LITTLE_SPACE || name === 'runtime') return { name: `${name} directory`, status: 'ok', found };
    return { name: `${name} directory`, status: 'warn', found, fix: 'Make room: `rapido image gc` removes images.' };
  } catch (error) {
    const variable = `XDG_${name.toUpperCase()}_${name === 'runtime' ? 'DIR' : 'HOME'}`;
    const found = `${dir}: ${(error as Error).message}`;
    return {
      name: `${name} directory`,
      status: 'fail',
      found,
      fix: `Set ${variable} to a directory that you may write to.`,
    };
  }
}

async function canUse(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}
