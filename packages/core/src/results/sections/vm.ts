import { type Html, html, type Part } from '../html.js';
import { plainLine } from '../plain.js';
import type { VmReport } from '../report-data.js';
import { examinationSection } from './examination.js';
import { factList, kernelFacts, spanFact, vmFacts, warningsOf } from './facts.js';
import { logSection } from './log.js';
import { mood } from './mood.js';
import { setupSection } from './setup.js';
import { splatsSection } from './splats.js';
import { stepsSection } from './steps.js';

/** A VM among several: its name, how it ended, on what it ran, and all that there is to tell of it. */
export function vmSection(report: VmReport): Html {
  const { name, vm } = report;
  return html`<section class="vm ${mood(vm.outcome)}" id="${name}.vm">
<h2>${name} <small>${vm.cut}${vm.service && ', a service'}</small></h2>
<p class="reason">${vm.outcome}: ${plainLine(vm.reason)}</p>
${warningsOf(vm)}
${factList([...kernelFacts(vm.kernel), ...vmFacts(vm), spanFact(vm)])}
${stepsSection(report)}
${foundIn(report)}
${setupSection(report)}
</section>`;
}

/** What came of a VM besides its steps: what its kernel reported, where it was stuck, and its logs. */
export function foundIn(report: VmReport): readonly Part[] {
  const { kernel, console, earlyConsole } = report;
  return [
    splatsSection(report),
    examinationSection(report),
    logSection(report, earlyConsole, {
      ...{ id: 'early-console', letter: 'e', title: 'Second boot, with an early console' },
      file: 'early-console/console.log',
    }),
    logSection(report, kernel, { id: 'kernel-log', letter: 'k', title: 'Kernel log', file: 'kernel.log' }),
    logSection(report, console, { id: 'console', letter: 'c', title: 'Console', file: 'console.log' }),
  ];
}
