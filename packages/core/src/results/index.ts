export { consoleLog, kernelLog, type LogEntry, type LogFilter } from './logs.js';
export { reportPage } from './report-page.js';
export { type CollectedRun, collectRuns, findRun, listRuns } from './runs.js';
export type { StoredRun } from './stored-run.js';
