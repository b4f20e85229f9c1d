export type { CommandConfig } from './ask-cli.js';
export type { CutCommand, CutRequest } from './commands.js';
export { cutCommands } from './commands.js';
export type {
  Context,
  CutData,
  CutDefinition,
  DiskNeed,
  Fragment,
  KernelNeeds,
  NeededService,
  PreflightContext,
  Problem,
  Suite,
  VmNeeds,
} from './cut.js';
export { CUT_API, defineCut } from './cut.js';
export type { DataOptions, FileOptions, Manifest, ManifestFunction, TreeOptions } from './manifest.js';
export type {
  NetCommand,
  NetCommandDefinition,
  NetFlag,
  NetOutcome,
  NetPlan,
  NetRequest,
  NetStatus,
  NetThing,
  NetTools,
} from './net.js';
export { netCommands } from './net.js';
export type { Setting, Settings, SettingValue, Values } from './settings.js';
