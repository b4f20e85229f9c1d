export { type KernelLine, kernelLines } from './kernel-lines.js';
export { linesOf } from './lines.js';
export { reportPage } from './report-page.js';
export { type CollectedRun, collectRuns, findRun, listRuns } from './runs.js';
export type { StoredRun } from './stored-run.js';
