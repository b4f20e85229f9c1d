export { buildId } from './build-id.js';
export { checkKernel, type KernelRequirements } from './check-kernel.js';
export { RAPIDO_CONFIG } from './config-symbols.js';
export { hasPvhNote } from './elf-notes.js';
export { type FindKernelOptions, findKernel } from './find-kernel.js';
export { resolveModules } from './resolve-modules.js';
export { stageModules } from './stage-modules.js';
export type { Kernel, KernelTree, ModuleClosure, ModuleRequest, ModuleSource } from './types.js';
export type { ModuleWork } from './work.js';
