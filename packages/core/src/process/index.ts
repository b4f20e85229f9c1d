export { findProgram, programPath } from './find-program.js';
export { onHost } from './host-failure.js';
export { installCommand } from './install-command.js';
export { describePackages, type PackageNames, packageOf } from './packages.js';
export { quote } from './quote.js';
export { type Reaper, startReaper } from './reaper.js';
export { requireProgram, runTool, type ToolOptions, type ToolResult } from './run-tool.js';
export { openWorkDir, startTime, type WorkDir } from './work-dir.js';
