export { type ComparedTest, compareResults, type ResultsComparison, type SlowerTest } from './compare.js';
export { lastDurations } from './durations.js';
export { type KernelSpan, kernelSpans } from './kernel-spans.js';
export { countsOf, decisive, isFailure, statusOf } from './status.js';
export { readResults, writeResults } from './store.js';
