// Times Rapido beside what it cannot do without (Node, dracut, QEMU with the same kernel) and beside its peers. Each round runs
// every case once, so that a machine's moods hit all alike; medians are printed. It checks nothing: docs/benchmarks.md.
//   pnpm bench [--rounds N] [--only REGEX] [--kernel RELEASE] [--json FILE] [--markdown FILE]
import { statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { reachedBars } from './lib/bench-bars.mjs';
import { cutCases } from './lib/bench-cut.mjs';
import { floorCases } from './lib/bench-floor.mjs';
import { askRapido, makeHome } from './lib/bench-home.mjs';
import { peerCases, upstreamImage } from './lib/bench-peers.mjs';
import { capture } from './lib/bench-process.mjs';
import { asMarkdown, asText, writeMarkdown } from './lib/bench-report.mjs';
import { runCases } from './lib/bench-run.mjs';
import { startCases } from './lib/bench-start.mjs';
import { suiteCases } from './lib/bench-suite.mjs';
import { treeCases } from './lib/bench-tree.mjs';
import { vmCases } from './lib/bench-vms.mjs';
import { runMain } from './lib/command.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    kernel: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

await runMain(async () => {
  const home = makeHome(options.kernel);
  const facts = gatherFacts(home);
  const { cases, absent } = makeCases(home, facts);
  const chosen = cases.filter(({ row, memory }) => [row, memory?.row].some((id) => id?.match(options.only)));
  const rows = [...(await measure(chosen)), ...imageRows(home, facts, chosen)];
  const result = { machine: describe(home, facts), rows, bars: reachedBars(rows), absent };
  console.log(asText(result));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
  if (options.markdown) writeMarkdown(options.markdown, asMarkdown(result));
});

/** What the cases need to know: Rapido is asked for the kernel, the accelerator and how it boots. */
function gatherFacts(home) {
  const image = JSON.parse(askRapido(home, ['cut', 'simple-example', '--json']));
  const { modules } = JSON.parse(askRapido(home, ['cut', 'simple-example', '--dry-run', '--json']));
  const [plan] = JSON.parse(askRapido(home, ['boot', '--dry-run', '--json']));
  const after = (option) => plan.args[plan.args.indexOf(option) + 1];
  return {
    image,
    release: image.kernel.release,
    module: modules.files.find((path) => path.endsWith('.ko')),
    bzImage: image.kernel.image,
    vmlinux: plan.bootedBy === 'pvh' ? after('-kernel') : undefined,
    accelerator: plan.accelerator,
    cpu: after('-cpu'),
    append: after('-append')
      .split(' ')
      .filter((word) => !/^(rdinit|rapido\.)/.test(word))
      .join(' '),
    warm: askRapido(home, ['run', '--help']).includes('--warm'),
  };
}

function makeCases(home, facts) {
  const peers = peerCases(home, facts);
  const vms = vmCases(home, facts.warm);
  const cases = [
    ...startCases(home),
    ...cutCases(home, facts),
    ...floorCases(home, facts),
    ...runCases(home, facts.warm),
    ...vms.cases,
    ...peers.cases,
    ...treeCases(home),
    ...suiteCases(home),
  ];
  return {
    cases,
    absent: [
      ...(facts.warm ? [] : ['This Rapido has no --warm: its rows are absent.']),
      ...vms.absent,
      ...peers.absent,
    ],
  };
}

/** A case has a row, its name, and what runs once before all, each time before the clock starts, and while it runs. */
async function measure(cases) {
  for (const { prepare } of cases) await prepare?.();
  const samples = new Map(cases.flatMap(({ row, memory }) => [row, memory?.row]).map((row) => [row, []]));
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const { row, memory, before, run, peak } of cases) {
      before?.();
      samples.get(row).push(await run());
      if (memory) samples.get(memory.row).push(peak());
    }
    process.stderr.write(`round ${round} of ${options.rounds}\n`);
  }
  return cases.flatMap(({ row, name, memory }) => [
    summary(row, name, 's', samples.get(row)),
    ...(memory ? [summary(memory.row, memory.name, 'MiB', samples.get(memory.row))] : []),
  ]);
}

function imageRows(home, { image }, cases) {
  const size = (row, name, path) => summary(row, name, 'MiB', [statSync(path).size / 2 ** 20]);
  const upstream = cases.some(({ row }) => row.startsWith('upstream'));
  return [
    size('image', 'image of simple-example', image.path),
    ...(upstream ? [size('upstream-image', 'the same, upstream', upstreamImage(home))] : []),
  ];
}

function summary(row, name, unit, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted.at(0), sorted.at(-1)];
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { row, name, unit, median, least, most, values };
}

function describe(home, { release, accelerator, vmlinux, image }) {
  const [qemu] = capture('qemu-system-x86_64', ['--version'], { env: home.environment, cwd: home.dir }).split('\n');
  return [
    `${cpus().length} CPUs (${cpus()[0].model}), Node ${process.version}, ${qemu}`,
    `kernel ${release} by ${vmlinux === undefined ? 'bzImage' : 'PVH'}, accelerator ${accelerator}, images by ${image.driver}`,
    `medians of ${options.rounds} interleaved rounds`,
  ];
}
