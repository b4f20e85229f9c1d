export {
  type ApplyOptions,
  applyPlan,
  type BridgePlan,
  bridgeFindings,
  bridgeStatus,
  lockNetwork,
  lookAtBridge,
  mayChangeNetwork,
  planDown,
  planUp,
  type WantedBridge,
  wantedBridge,
} from './bridge/index.js';
export {
  CORE_SETTINGS,
  type Config,
  type ConfigEntry,
  checkValue,
  configSchema,
  formatSize,
  type JsonSchema,
  KNOWN_NAMES,
  type LoadOptions,
  loadConfig,
  maskedText,
  nearestName,
  type Origin,
  type OriginKind,
  parseSet,
  parseSize,
  quoteWord,
  RESERVED_NAMES,
  type SetOption,
  setsForVm,
  settingValue,
  splitWords,
  textOf,
  valuesOf,
  wordsOf,
} from './config/index.js';
export { type Check, doctor } from './doctor/index.js';
export { ERROR_CODES, type ErrorCode, isSystemError, RapidoError } from './errors.js';
export {
  type Directories,
  type Environment,
  type Host,
  type RunEvent,
  type SuiteProgress,
  task,
  type VmState,
} from './host.js';
export {
  buildLogPath,
  type CutPlan,
  type CutPlugin,
  type CutRun,
  collectImages,
  cut,
  cutContext,
  defaultImagePath,
  entriesOfEveryImage,
  gatherPerRun,
  type Image,
  type ImageRecord,
  imagesDir,
  latestImage,
  listImages,
  needsOfCut,
  type PerRun,
  planCut,
  preflightProblems,
  readImage,
  type StoredImage,
} from './image/index.js';
export { collectSegments, listSegments } from './image/native/segment-bound.js';
export { segmentStore } from './image/native/segment-store.js';
export {
  checkKernel,
  type FindKernelOptions,
  findKernel,
  type Kernel,
  type ModuleClosure,
  RAPIDO_CONFIG,
  resolveModules,
  symbolOf,
} from './kernel/index.js';
export { installedReleases } from './kernel/installed.js';
export { collectVmlinux, listVmlinux } from './kernel/vmlinux-store.js';
export { LEVELS, type LogLine } from './kernel-log/index.js';
export {
  type Additions,
  buildManifest,
  FEST_KINDS,
  formatFest,
  type ImageEntry,
  isLoneCut,
  type LoneCut,
  loadLoneCut,
  type ManifestEntry,
  type Manifested,
  type MissingThing,
  mergeVmNeeds,
  missingError,
  parseAdditions,
  parseFest,
  problemError,
  type ResolvedManifest,
  type RunFile,
  readFest,
  resolveManifest,
  settingExpander,
} from './manifest/index.js';
export { isProblem } from './manifest/problems.js';
export { OUTCOMES, type Outcome, worst } from './outcome.js';
export {
  describePackages,
  findProgram,
  isStale,
  mortal,
  onHost,
  ownerName,
  packageOf,
  programPath,
  quote,
  type Reaper,
  runTool,
  startReaper,
  type ToolOptions,
  tryLock,
} from './process/index.js';
export {
  type Accelerator,
  type AcceleratorChoice,
  blockdevFault,
  chooseAccelerator,
  type Disk,
  parseDisks,
} from './qemu/index.js';
export {
  type CollectedRun,
  collectRuns,
  consoleLog,
  findRun,
  kernelLog,
  type LogEntry,
  type LogFilter,
  listRuns,
  type StoredRun,
} from './results/index.js';
export {
  attachDebugger,
  type Examination,
  type FoundSplat,
  findVm,
  type LaunchPlan,
  listVms,
  openShell,
  planRun,
  type ReceivedFile,
  type RunningVm,
  type RunOptions,
  run,
  type ShellOptions,
  type Step,
  type StepResult,
  stepExitCode,
  stopVms,
  type Terminal,
  type Verdict,
  type VmPlan,
  type VmResult,
  type WarmStart,
} from './run/index.js';
export { readScript } from './run/payload.js';
export { collectStates, listStates, type StoredState, stateUselessness } from './run/warm/index.js';
export { SourceLog } from './source-log.js';
export { isAllowed, SPLAT_KINDS, type Splat, type SplatKind, splatPatterns } from './splat/index.js';
export {
  type ComparedTest,
  compareResults,
  decisive,
  isFailure,
  type ResultsComparison,
  readResults,
  type SlowerTest,
} from './suite/results/index.js';
export { runSuite } from './suite/run-suite.js';
export { parseTestLabel, testLabel } from './suite/test-id.js';
export type { SuitePlan, SuiteResults, TestAttempt, TestId, TestResult, TestStatus } from './suite/types.js';
