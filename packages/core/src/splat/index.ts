export { isAllowed, splatPatterns } from './allowed.js';
export { findSplats, SplatDetector, type SplatListener } from './detector.js';
export { SPLAT_KINDS, type Splat, type SplatKind } from './types.js';
