export type { RunOptions } from './launch.js';
export type { Terminal } from './payload.js';
export { type LaunchPlan, planRun, run } from './run.js';
export { listVms, type RunningVm, stopVms } from './running.js';
export type { Step, StepResult, Verdict, VmPlan, VmResult } from './types.js';
