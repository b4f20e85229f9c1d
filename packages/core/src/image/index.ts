export { cut, planCut } from './cut.js';
export { type CutPlugin, type CutRun, cutContext } from './cut-run.js';
export { type CutPlan, entriesOfEveryImage, gatherRunFiles } from './gather.js';
export { buildLogPath } from './log.js';
export { leastMemory } from './memory.js';
export { type PreflightOptions, type PreflightRun, preflightProblems } from './preflight.js';
export { readImage } from './record.js';
export { collectImages, defaultImagePath, imagesDir, latestImage, listImages, type StoredImage } from './store.js';
export type { Image, ImageRecord } from './types.js';
