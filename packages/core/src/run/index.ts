export type { ReceivedFile } from './data-line.js';
export { attachDebugger } from './gdb.js';
export { stepExitCode } from './judge.js';
export type { RunOptions } from './launch.js';
export type { Terminal } from './payload.js';
export { type LaunchPlan, planRun } from './plan-run.js';
export { run } from './run.js';
export type { RunRequest, RunVm } from './run-vm.js';
export { findVm, listVms, type RunningVm, stopVms } from './running.js';
export { openShell, type ShellOptions } from './shell-client.js';
export type {
  Examination,
  FoundSplat,
  Step,
  StepResult,
  TestedKernel,
  Verdict,
  VmPlan,
  VmResult,
  WarmStart,
} from './types.js';
