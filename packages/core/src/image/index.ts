export { type CutPlan, type CutRun, cut, cutContext, planCut } from './cut.js';
export { buildLogPath } from './log.js';
export { leastMemory } from './memory.js';
export { readImage } from './record.js';
export { collectImages, defaultImagePath, imagesDir, latestImage, listImages, type StoredImage } from './store.js';
export type { FreshImage, Image, ImageRecord } from './types.js';
