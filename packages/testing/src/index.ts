export type {
  ImageEntry,
  ManifestEntry,
  MissingThing,
  RunFile,
  SuiteResults,
  TestStatus,
  Verdict,
} from '@rapido/core';
export { RapidoError } from '@rapido/core';
export type { Problem, VmNeeds } from '@rapido/kit';
export type { AskOptions } from './ask.js';
export { bootCut, type Vm } from './boot-cut.js';
export { type FakeKernel, type FakeKernelOptions, type FakeModule, fakeKernel } from './fake-kernel.js';
export { type CutManifest, manifestOf } from './manifest-of.js';
export { type Cut, type OpenOptions, openCut, openCutFile, openPlugin, type Plugin } from './open.js';
export { type PreflightOfOptions, preflightOf } from './preflight-of.js';
export { type RunOptions, runCut } from './run-cut.js';
export type { RunResult } from './run-result.js';
export type { GivenSettings } from './settings.js';
export type { StartOptions } from './start-run.js';
