import { relative } from 'node:path';
import { formatSize } from '../../config/size.js';
import type { ReceivedFile } from '../../run/data-line.js';
import { type Html, html } from '../html.js';
import { plainLine } from '../plain.js';
import type { BundleFile, ReportData } from '../report-data.js';
import { fileLink } from './parts.js';

/** What lies in the bundle. */
export function filesSection({ verdict, files }: ReportData): Html | undefined {
  if (files.length === 0) return undefined;
  const ofVms = Object.values(verdict.vms).flatMap((vm) => vm.files);
  const brought = new Map(ofVms.map((file) => [relative(verdict.bundle, file.file), file]));
  const ofTests = files.filter(({ name }) => name.startsWith(TESTS));
  const rows = files
    .filter((file) => !ofTests.includes(file))
    .map(
      ({ name, bytes }) => html`<tr><th scope="row">${fileLink(name, plainLine(name))}</th>
<td>${describe(name, brought.get(name))}</td><td class="number">${formatSize(bytes)}</td></tr>
`,
    );
  return html`<section id="files">
<h2>Files</h2>
<table><tbody>
${rows}${ofTests.length > 0 && testsRow(ofTests)}</tbody></table>
</section>`;
}

/** Too many for a row each: they are linked to from their tests. */
const TESTS = 'tests/';

function testsRow(files: readonly BundleFile[]): Html {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return html`<tr><th scope="row">${fileLink(TESTS)}</th>
<td>${files.length} files that the tests left</td><td class="number">${formatSize(bytes)}</td></tr>
`;
}

function describe(name: string, file: ReceivedFile | undefined): string {
  if (file) return `${plainLine(file.path)} of ${vmOf(name) ?? 'the VM'}${file.complete ? '' : ', not all of it'}`;
  if (/^splat-\d+\.txt$/.test(name)) return `report of splat ${Number.parseInt(name.slice(6), 10)}`;
  const vm = vmOf(name);
  if (vm !== undefined) return `${vm}: ${describe(name.split('/').slice(2).join('/'), undefined)}`;
  return DESCRIPTIONS[name] ?? '';
}

/** Name of the VM whose directory a file is in. */
function vmOf(name: string): string | undefined {
  return /^vms\/([^/]+)\/./.exec(name)?.[1];
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'result.json': 'the verdict, for programs',
  'results.json': 'what came of each test, for programs',
  'junit.xml': 'the same as JUnit, for a CI server',
  'kernel.log': "the kernel's log from its first record on, as dmesg -x prints it",
  'console.log': 'what the console printed, and the steps',
  'qemu.txt': 'the command line of QEMU',
  'settings.json': 'the settings, and where each comes from',
  'manifest.fest': 'what the image holds',
  'registers.txt': "the CPUs' registers as the VM was examined",
  vmcore: 'its memory, for crash and drgn',
  'early-console/console.log': 'console of the second boot',
  'early-console/kernel.log': 'kernel log of the second boot',
};
