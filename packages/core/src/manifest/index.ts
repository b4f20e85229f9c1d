export { type Additions, parseAdditions } from './additions.js';
export { type BuildOptions, buildManifest } from './build.js';
export { settingExpander } from './expand.js';
export { FEST_KINDS } from './fest-kinds.js';
export type { Expand } from './fest-words.js';
export { formatFest } from './format-fest.js';
export { isLoneCut, type LoneCut, loadLoneCut } from './lone-cut.js';
export { missingError } from './missing.js';
export { type FestOptions, parseFest } from './parse-fest.js';
export { problemError } from './problems.js';
export { readFest } from './read-fest.js';
export { type ResolveOptions, resolveManifest } from './resolve.js';
export type {
  FestItem,
  ImageEntry,
  ManifestEntry,
  Manifested,
  ManifestItem,
  MissingThing,
  ResolvedManifest,
  RunFile,
} from './types.js';
export { mergeVmNeeds } from './vm-needs.js';
