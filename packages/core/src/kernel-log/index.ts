export { consoleRecords, formatRecord, LEVELS, type LogLine, parseKernelLogLine, stamp } from './format.js';
export { isKmsgLine, parseKmsg } from './kmsg.js';
export type { KernelRecord } from './types.js';
