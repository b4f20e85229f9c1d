import type { MissingNeed } from './types.js';

interface Lack {
  readonly name: string;
  readonly neededBy: string;
  readonly ofTree: boolean;
}

/** Gathers what is needed and not there. */
export class MissingNeeds {
  readonly #lacks: Lack[] = [];
  readonly #isFiltered: (path: string) => boolean;

  /** What a filter stands for counts as there. */
  constructor(isFiltered: (path: string) => boolean) {
    this.#isFiltered = isFiltered;
  }

  /** `places`: paths of the guest at any of which it could have been. */
  add(lack: Lack, places: readonly string[]): void {
    if (!places.some(this.#isFiltered)) this.#lacks.push(lack);
  }

  /** One for each name, sorted. */
  list(): MissingNeed[] {
    const names = [...new Set(this.#lacks.map(({ name }) => name))].sort();
    return names.map((name) => {
      const same = this.#lacks.filter((lack) => lack.name === name);
      const neededBy = [...new Set(same.map((lack) => lack.neededBy))].sort();
      return { name, neededBy, ofTree: same.every(({ ofTree }) => ofTree) };
    });
  }
}
