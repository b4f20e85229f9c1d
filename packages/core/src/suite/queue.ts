import { parseTestLabel, testLabel } from './test-id.js';
import type { TestId } from './types.js';

/** Tests that a VM is to run in one go: all of one condition. */
export interface Chunk {
  readonly names: readonly string[];
  readonly condition?: string;
}

export interface QueueOptions {
  /** Labels, or names, of tests to leave out. */
  readonly exclude: readonly string[];
  /** How many VMs share the tests. */
  readonly jobs: number;
  /** How long a test took in earlier runs, by its label; undefined where that is not known. */
  secondsOf(label: string): number | undefined;
}

interface Item {
  readonly id: TestId;
  readonly seconds: number;
  state: 'waiting' | 'taken' | 'done';
  /** How often a suite was told to run it, went through to its end, and said nothing of it. */
  missed: number;
}

/** A suite that passes a test over twice is not going to run it. */
const MOST_MISSES = 2;
/** Where no duration is known, all tests are alike. */
const NO_DURATION = 1;

/**
 * The tests that are to be run, each handed out once, again only where a VM that ended did not get to it. A test that was listed
 * without a condition is done with its first result, under whatever condition that is.
 */
export class TestQueue {
  readonly #options: QueueOptions;
  #items: ReadonlyMap<string, Item> | undefined;
  #done = 0;
  #secondsOpen = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Says which tests there are, by their labels. */
  list(labels: readonly string[]): void {
    const { exclude, secondsOf } = this.#options;
    const excluded = new Set(exclude);
    const ids = [...new Set(labels)].map(parseTestLabel);
    const chosen = ids.filter((id) => !excluded.has(id.name) && !excluded.has(testLabel(id)));
    const usual = median(chosen.flatMap((id) => secondsOf(testLabel(id)) ?? [])) ?? NO_DURATION;
    const itemOf = (id: TestId): Item => {
      return { id, seconds: secondsOf(testLabel(id)) ?? usual, state: 'waiting', missed: 0 };
    };
    this.#items = new Map(chosen.map((id) => [testLabel(id), itemOf(id)]));
    this.#secondsOpen = total([...this.#items.values()]);
  }

  get isListed(): boolean {
    return this.#items !== undefined;
  }

  /** How many tests there are; undefined until that is known. */
  get total(): number | undefined {
    return this.#items?.size;
  }

  /** Whether there is a test that no VM has. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get done(): number {
    return this.#done;
  }

  /** Tests without a result. */
  get open(): readonly TestId[] {
    return [...(this.#items?.values() ?? [])].filter(({ state }) => state !== 'done').map(({ id }) => id);
  }

  /** How long the open tests are going to take in all VMs together, as far as can be told. */
  get secondsLeft(): number {
    return Math.round(this.#secondsOpen / this.#options.jobs);
  }

  /**
   * What a VM is to run next; undefined where nothing is left for it. One VM alone gets everything of a condition; several get
   * less and less, the longest tests first, so that they end together.
   */
  take(): Chunk | undefined {
    const waiting = this.#waiting;
    const chosen = this.#options.jobs === 1 ? alike(waiting) : this.#share(waiting);
    const [first] = chosen;
    if (first === undefined) return undefined;
    for (const item of chosen) item.state = 'taken';
    const names = chosen.map(({ id }) => id.name);
    return first.id.condition === undefined ? { names } : { names, condition: first.id.condition };
  }

  /** Those of a chunk that nothing is known of yet. */
  unfinished(chunk: Chunk): readonly string[] {
    return chunk.names.filter((name) => this.#item(chunk, name)?.state === 'taken');
  }

  /** A test of a chunk has come to a result; under another condition than was asked for, that of another test. */
  finish(chunk: Chunk, id: TestId): void {
    const exact = this.#items?.get(testLabel(id));
    const item = exact ?? (chunk.condition === undefined ? this.#item(chunk, id.name) : undefined);
    if (item === undefined || item.state === 'done') return;
    item.state = 'done';
    this.#done++;
    this.#secondsOpen -= item.seconds;
  }

  /** What came of a test counts for nothing. */
  reopen(id: TestId): void {
    const item = this.#items?.get(testLabel(id)) ?? this.#items?.get(id.name);
    if (item?.state !== 'done') return;
    item.state = 'waiting';
    this.#done--;
    this.#secondsOpen += item.seconds;
  }

  /** A chunk is over: what has no result can be handed out again. `missed`: the suite could have run it. */
  giveBack(chunk: Chunk, { missed }: { readonly missed: boolean }): void {
    for (const name of chunk.names) {
      const item = this.#item(chunk, name);
      if (item?.state !== 'taken') continue;
      item.state = 'waiting';
      if (missed) item.missed++;
    }
  }

  /** A share that grows smaller with what is left. */
  #share(waiting: readonly Item[]): readonly Item[] {
    const longest = waiting.toSorted((a, b) => b.seconds - a.seconds);
    const share = total(longest) / (2 * this.#options.jobs);
    const chosen: Item[] = [];
    let seconds = 0;
    for (const item of alike(longest)) {
      if (chosen.length > 0 && seconds + item.seconds > share) break;
      chosen.push(item);
      seconds += item.seconds;
    }
    return chosen;
  }

  #item({ condition }: Chunk, name: string): Item | undefined {
    return this.#items?.get(testLabel(condition === undefined ? { name } : { name, condition }));
  }

  get #waiting(): readonly Item[] {
    const items = [...(this.#items?.values() ?? [])];
    return items.filter(({ state, missed }) => state === 'waiting' && missed < MOST_MISSES);
  }
}

/** Those of the first one's condition. */
function alike(items: readonly Item[]): readonly Item[] {
  return items.filter(({ id }) => id.condition === items[0]?.id.condition);
}

function total(items: readonly Item[]): number {
  return items.reduce((sum, { seconds }) => sum + seconds, 0);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
