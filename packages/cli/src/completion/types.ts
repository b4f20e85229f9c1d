/** What a word could become. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** Everything that the word at the cursor could become. */
export interface Completions {
  readonly candidates: readonly Candidate[];
  /** The beginning of the word that stays, as `--net=`; candidates are what follows it. */
  readonly prefix?: string;
  /** What the shell adds: files or directories of its own, or no blank, as the word goes on. Unless given: `words`, nothing. */
  readonly mode?: 'words' | 'files' | 'dirs' | 'nospace';
}

export const NOTHING: Completions = { candidates: [] };
