import { RapidoError } from '../errors.js';
import { installModules, make, shellWord } from './commands.js';
import { RAPIDO_CONFIG, symbolOf } from './config-symbols.js';
import { plainName } from './module-names.js';
import type { Kernel, ModuleClosure } from './types.js';

/** What a cut needs of a kernel: modules as `resolveModules` found them, and `CONFIG_X`, `CONFIG_X=value` or `CONFIG_X>=number`. */
export interface KernelRequirements {
  readonly modules: ModuleClosure;
  readonly config: readonly string[];
}

interface Need {
  readonly symbol: string;
  readonly operator?: '=' | '>=';
  readonly value?: string;
}

/**
 * Checks that a kernel has what a cut and Rapido itself need. Throws one KERNEL_UNTESTABLE that names everything that is
 * missing, with a fragment of `.config` and the commands that merge it. Symbols are not checked where no configuration
 * was found.
 */
export function checkKernel(kernel: Kernel, needs: KernelRequirements): void {
  const { missing } = needs.modules;
  const lacking = [...new Set([...RAPIDO_CONFIG, ...needs.config])]
    .map(parseNeed)
    .filter((need) => !holds(kernel, need));
  if (missing.length === 0 && lacking.length === 0) return;
  const report = [
    `The kernel ${kernel.release} (${kernel.foundBy}) lacks what is needed:`,
    ...(missing.length > 0 ? [`  modules: ${missing.map((name) => describeModule(kernel, name)).join(', ')}`] : []),
    ...(lacking.length > 0 ? [`  configuration: ${lacking.map((need) => describeNeed(kernel, need)).join(', ')}`] : []),
  ];
  if (missing.length > 0 && kernel.modules.kind === 'none' && kernel.config?.get('CONFIG_MODULES') === 'y') {
    report.push(`  None of its modules were found: there is no /lib/modules/${kernel.release}.`);
  }
  throw new RapidoError('KERNEL_UNTESTABLE', report.join('\n'), { hint: remedy(kernel, missing, lacking) });
}

function parseNeed(text: string): Need {
  const [, symbol = text, operator, value] = /^(\w+?)(>=|=)(.*)$/.exec(text) ?? [];
  if (operator === undefined || value === undefined) return { symbol };
  return { symbol, operator: operator === '=' ? '=' : '>=', value: value.replace(/^"(.*)"$/, '$1') };
}

function holds({ config }: Kernel, { symbol, operator, value }: Need): boolean {
  const actual = config?.get(symbol);
  if (config === undefined) return true;
  if (operator === undefined) return actual === 'y' || actual === 'm';
  if (operator === '>=') return Number(actual) >= Number(value);
  return value === 'n' ? actual === undefined : actual === value;
}

function describeModule(kernel: Kernel, name: string): string {
  const symbol = symbolOf(plainName(name));
  if (symbol === undefined) return name;
  return `${name} (${symbol}${kernel.config?.get(symbol) === 'm' ? '=m, but its file is not there' : ''})`;
}

function describeNeed({ config }: Kernel, { symbol, operator = '=', value = 'y' }: Need): string {
  return `${symbol}${operator}${value} (is ${config?.get(symbol) ?? 'not set'})`;
}

function remedy(kernel: Kernel, missing: readonly string[], lacking: readonly Need[]): string {
  const lines = fragment(kernel, missing, lacking);
  const { tree } = kernel;
  if (tree === undefined) {
    const other =
      'It is an installed kernel. Test one that has this: --kernel DIR|RELEASE, or KERNEL_SRC in rapido.conf.';
    return lines.length === 0 ? other : `${other}\nWhat the .config of one lacks:\n${lines.join('\n')}`;
  }
  const install = installModules(kernel);
  const build = [make(tree.dir), ...(install === undefined ? [] : [install])].join(' && ');
  if (lines.length === 0) return `Build it: ${build}`;
  const script = `${tree.source === tree.dir ? '' : `${shellWord(tree.source)}/`}scripts/kconfig/merge_config.sh`;
  return [
    'Add it to the configuration, and build:',
    `cd ${shellWord(tree.dir)}`,
    "cat >rapido.config <<'END'",
    ...lines,
    'END',
    `${script} -m .config rapido.config && make olddefconfig && ${build}`,
  ].join('\n');
}

/** The lines of `.config` that bring what is missing; nothing for what is configured already. */
function fragment({ config }: Kernel, missing: readonly string[], lacking: readonly Need[]): string[] {
  const modular = config === undefined || config.get('CONFIG_MODULES') === 'y' ? 'm' : 'y';
  const symbols = new Map<string, string>();
  for (const name of missing) {
    const symbol = symbolOf(plainName(name));
    if (symbol !== undefined && config?.get(symbol) !== 'm') symbols.set(symbol, modular);
  }
  for (const { symbol, value } of lacking)
    if (value !== undefined || !symbols.has(symbol)) symbols.set(symbol, value ?? 'y');
  return [...symbols].map(([symbol, value]) =>
    value === 'n' ? `# ${symbol} is not set` : `${symbol}=${quoted(value)}`,
  );
}

/** As Kconfig writes values: strings in quotes; numbers, `y` and `m` bare. */
function quoted(value: string): string {
  return /^([ym]|-?\d+|0x[\da-f]+)$/i.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
