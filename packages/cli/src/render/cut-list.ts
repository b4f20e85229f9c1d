import type { CutListing } from '../plugins/cut-listing.js';
import { printable, shorten } from '../text/printable.js';
import { wrapWords } from '../text/wrap.js';
import type { Page } from './page.js';

/** Columns before what is said of a cut under a label. */
const LABEL = 16;
/** Longer names push nobody else's summary aside. */
const LONG_NAME = 40;
/** Longer lines are hard to read. */
const WIDE = 100;

/** For people: under each plugin its cuts, a line for each; all that is known of them where `long` is set. */
export function formatCutList(cuts: readonly CutListing[], page: Page, { long }: { readonly long: boolean }): string[] {
  const width = Math.max(0, ...cuts.map((cut) => namesOf(cut).length).filter((length) => length <= LONG_NAME));
  const plugins = [true, false].flatMap((installed) => [
    ...new Set(cuts.filter((cut) => cut.installed === installed).map(({ plugin }) => plugin)),
  ]);
  const lines = plugins.flatMap((plugin) => {
    const own = cuts.filter((cut) => cut.plugin === plugin);
    return ['', ...heading(own[0] as CutListing, page), ...own.flatMap(long ? longForm : shortForm)];
  });
  return lines.slice(1);

  function shortForm(cut: CutListing): string[] {
    const text = `  ${namesOf(cut).padEnd(width)}  ${[...remarks(cut), printable(cut.summary)].join(' ')}`;
    const line = shorten(text, page.columns);
    return [cut.installed ? line : page.style.dim(line)];
  }

  function longForm(cut: CutListing): string[] {
    const name = `  ${printable(cut.name)}`;
    const rows = details(cut).flatMap(([label, words]) => {
      const lead = label === '' ? '    ' : `    ${label}`.padEnd(LABEL);
      const lines = wrapWords(words.map(printable), Math.min(page.columns, WIDE) - lead.length);
      return lines.map((line, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${line}`);
    });
    return cut.installed ? [page.style.bold(name), ...rows] : [name, ...rows].map(page.style.dim);
  }
}

function heading({ plugin, version = '', installed, from, problem }: CutListing, { style }: Page): string[] {
  const name = printable(plugin);
  if (!installed) return [style.dim(`${name}, not installed: rapido plugins install ${name}`)];
  const title = `${style.bold(name)} ${printable(version)}${from === 'link' ? ' (linked)' : ''}`;
  return problem === undefined ? [title] : [title, style.yellow(`  Cannot be used: ${printable(problem)}`)];
}

/** The name, and those aliases by which it can be reached. */
function namesOf({ name, aliases, taken = [] }: CutListing): string {
  const own = aliases.filter((alias) => !taken.some((word) => word.name === alias));
  return printable(own.length === 0 ? name : `${name} (${own.join(', ')})`);
}

function remarks({ name, deprecated, taken = [] }: CutListing): string[] {
  const owner = taken.find((word) => word.name === name)?.plugin;
  return [
    ...(owner === undefined ? [] : [`(the name is ${printable(owner)}'s)`]),
    ...(deprecated === undefined ? [] : ['(deprecated)']),
  ];
}

/** Labels, and words that may stand on several lines. */
function details(cut: CutListing): (readonly [string, readonly string[]])[] {
  const { summary, aliases, settings, deprecated = '', taken = [] } = cut;
  const rows: (readonly [string, readonly string[]])[] = [
    ['', summary.split(' ')],
    ['deprecated', deprecated.split(' ')],
    ['taken', listed(taken.map(({ name, plugin }) => `${name} is ${plugin}'s`))],
    ['aliases', listed(aliases)],
    ['needs', listed(needs(cut))],
    ['settings', settings],
  ];
  return rows.filter(([, words]) => words.some((word) => word !== ''));
}

/** Other cuts, the VM's size and parts, and modules, each in a few words. */
function needs({ needs: others = [], vm = {}, kernel = {} }: CutListing): string[] {
  const { memory, cpus, network, disks = [], virtiofs = [] } = vm;
  const modules = [...(kernel.load ?? []), ...(kernel.include ?? [])];
  return [
    ...others.map(({ service, cut }) => `the service ${service} (${cut})`),
    ...(network ? ['network'] : []),
    ...(memory === undefined ? [] : [`${memory} memory`]),
    ...(cpus === undefined ? [] : [`${cpus} CPUs`]),
    ...(disks.length === 0 ? [] : [disks.length === 1 ? '1 disk' : `${disks.length} disks`]),
    ...(virtiofs.length === 0 ? [] : ['virtiofs']),
    ...(modules.length === 0 ? [] : [`modules ${modules.join(' ')}`]),
  ];
}

/** The words of a list with commas in between, none broken from its comma. */
function listed(parts: readonly string[]): string[] {
  return parts.join(', ').split(' ');
}
