export { ERROR_CODES, type ErrorCode, isSystemError, RapidoError } from './errors.js';
export type { Directories, Environment, Host, RunEvent, VmState } from './host.js';
export { OUTCOMES, type Outcome, worst } from './outcome.js';
