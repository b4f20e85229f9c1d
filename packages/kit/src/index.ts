export type { CommandConfig, CutCommand, CutRequest } from './commands.js';
export { cutCommands } from './commands.js';
export type {
  Context,
  CutData,
  CutDefinition,
  DiskNeed,
  Fragment,
  KernelNeeds,
  Problem,
  Suite,
  VmNeeds,
} from './cut.js';
export { CUT_API, defineCut } from './cut.js';
export type { Manifest, ManifestFunction } from './manifest.js';
export type { Setting, Settings, SettingValue, Values } from './settings.js';
