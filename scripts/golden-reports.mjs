// Judges the splat detector by crash reports that others have collected and titled:
//   node scripts/golden-reports.mjs DIRECTORY [--list]
// DIRECTORY holds one console log a file, under a header: lines `TITLE: …`, `ALT: …` (other good titles), `TYPE: …`,
// `CORRUPTED: Y`, and an empty line; what stands after a line `REPORT:` is not read. The golden files of syzkaller are of
// this form: pkg/report/testdata/linux/report in a checkout of github.com/google/syzkaller. They stay outside this
// repository. Needs the built @rapido/core. Prints figures; --list also which files differ, and how.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findSplats } from '../packages/core/dist/splat/index.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: 'boolean' } } });
const [directory] = positionals;
if (directory === undefined) {
  console.error('usage: node scripts/golden-reports.mjs DIRECTORY [--list]');
  process.exit(129);
}

/** Titles of what is no report of the kernel's: other programs, another system, a VM that went away. */
const NOT_THE_KERNEL =
  /^(?:SYZ\w+|unexpected kernel reboot|lost connection|no output|go runtime error|panic: |trusty: )/;

/** Our classes by the beginning of a title; the first that matches counts. A title that none matches has no class. */
const KINDS = [
  [/^kernel panic: /, 'panic'],
  [/^BUG: unable to handle/, 'oops'],
  [/^(?:general protection fault|divide error|stack segment fault|invalid opcode|int3|PANIC: double fault) in/, 'oops'],
  [/^(?:kernel BUG|BUG: corrupted list|BUG: bad usercopy|BUG: stack guard page was hit|kernel stack overflow)/, 'oops'],
  [/^(?:Internal error|Unhandled fault|Alignment trap)/, 'oops'],
  [/^KASAN: /, 'kasan'],
  [/^KMSAN: /, 'kmsan'],
  [/^KCSAN: /, 'kcsan'],
  [/^KFENCE: /, 'kfence'],
  [/^UBSAN: /, 'ubsan'],
  [/^memory leak/, 'kmemleak'],
  [/^INFO: rcu detected stall/, 'rcu-stall'],
  [/^INFO: task (?:hung|can't die)/, 'hung-task'],
  [/^BUG: (?:soft lockup|workqueue lockup|spinlock lockup suspected)/, 'lockup'],
  [/^BUG: (?:sleeping function|scheduling while atomic)/, 'atomic-sleep'],
  [/^(?:possible deadlock|inconsistent lock state)/, 'lockdep'],
  [/^(?:INFO|WARNING): (?:suspicious RCU usage|possible circular|trying to register non-static key)/, 'lockdep'],
  [/^(?:BUG|WARNING): (?:bad unlock balance|held lock freed|lock held when returning|still has locks held)/, 'lockdep'],
  [/^(?:BUG|WARNING): (?:locking bug|nested lock was not taken|invalid wait context|MAX_\w+ too low)/, 'lockdep'],
  [/^WARNING(?: in |: (?:refcount|ODEBUG|kmalloc|kobject|proc registration) bug|: bad usercopy)/, 'warning'],
  [/^WARNING: (?:zero-size vmalloc|kernel stack)/, 'warning'],
  [/^(?:BUG: |VFS: |unregister_netdevice: )/, 'bug'],
];

const files = readdirSync(directory)
  .filter((name) => /^\d+$/.test(name))
  .sort((a, b) => Number(a) - Number(b))
  .map((name) => ({ name, ...readGolden(join(directory, name)) }));
const reports = files.filter(({ title }) => title !== undefined && !NOT_THE_KERNEL.test(title));
const judged = reports.map((file) => ({ ...file, ...judge(file) }));
const calm = files.filter(({ title }) => title === undefined);
const alarms = calm.filter(({ splats }) => splats.length > 0);
// Where a report is cut off, their title says so in place of the function: nobody else will.
const named = judged.filter(({ title }) => !title.endsWith(' in corrupted'));
const whole = judged.filter(({ corrupted }) => !corrupted);

console.log(`${files.length} files`);
console.log(`  ${files.length - reports.length - calm.length} with a title that is not about the kernel: not counted`);
count('recognised', judged, ({ first }) => first !== undefined);
count('same class (some splat of the file)', judged, ({ sameKind }) => sameKind);
count('same class (its first splat)', judged, ({ kind, first }) => kind !== undefined && first?.kind === kind);
count('same title (some splat of the file)', judged, ({ sameTitle }) => sameTitle);
count('same title, of those whose title is not "… in corrupted"', named, ({ sameTitle }) => sameTitle);
console.log(`  of the ${whole.length} files whose report is not marked as corrupted:`);
count('recognised', whole, ({ first }) => first !== undefined);
count('same class', whole, ({ sameKind }) => sameKind);
count('same title', whole, ({ sameTitle }) => sameTitle);
count('same title or one of its alternatives', whole, ({ sameTitle, sameAlternative }) => sameTitle || sameAlternative);
console.log(`  false alarms: ${alarms.length} of ${calm.length} files without a crash`);

if (values.list) {
  for (const { name, title, splats, kind, sameKind, sameTitle, sameAlternative } of judged) {
    if (sameKind && (sameTitle || sameAlternative)) continue;
    const why = splats.length === 0 ? 'MISSED' : sameKind ? 'title' : `CLASS (${kind ?? 'none of ours'})`;
    console.log(`${name} ${why}: ${title}\n${splats.map((splat) => `    ${splat.kind}: ${splat.title}`).join('\n')}`);
  }
  for (const { name, splats } of alarms)
    console.log(`${name} FALSE ALARM: ${splats.map(({ title }) => title).join('; ')}`);
}

function count(what, all, test) {
  const number = all.filter(test).length;
  console.log(`  ${what}: ${number} of ${all.length} (${((100 * number) / all.length).toFixed(1)} %)`);
}

function judge({ title, alternatives, splats }) {
  const kind = KINDS.find(([pattern]) => pattern.test(title))?.[1];
  return {
    kind,
    first: splats[0],
    sameKind: splats.some((splat) => splat.kind === kind),
    sameTitle: splats.some((splat) => splat.title === title),
    sameAlternative: splats.some((splat) => alternatives.includes(splat.title)),
  };
}

function readGolden(path) {
  const text = readFileSync(path, 'latin1');
  const border = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const header = text.slice(0, border).split('\n');
  const [log] = text.slice(border + 1).split(/^REPORT:$/m);
  const field = (name) =>
    header.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  return {
    title: field('TITLE')[0] || undefined,
    alternatives: field('ALT'),
    corrupted: field('CORRUPTED')[0] === 'Y',
    splats: findSplats(recordsOf(log)),
  };
}

/** Lines of a console as records. Where some have a time in front, those without come from elsewhere and are left out. */
function recordsOf(log) {
  const lines = log.split(/\r*\n/);
  const stamped = lines.map((line) => /^.*?\[ *(\d+\.\d{6})\](?:\[ *([TC]\d+)\])? ?(.*)$/.exec(line));
  const all = stamped.some((match) => match !== null);
  const records = [];
  lines.forEach((line, index) => {
    const [, seconds = '0', caller, text = line] = stamped[index] ?? [];
    if (all && stamped[index] === null) return;
    const time = Math.round(Number(seconds) * 1e6);
    records.push({ sequence: index, time, level: 4, facility: 0, ...(caller === undefined ? {} : { caller }), text });
  });
  return records;
}
