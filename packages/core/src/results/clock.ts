import type { StepResult } from '../run/types.js';

/** Turns the kernel's time (seconds) into that since the VM's start, as steps have it. */
export type Clock = (seconds: number) => number;

/**
 * The two clocks do not run alike, in an emulated VM least of all, so a time is counted from the last step that began before
 * it. `marks`: the kernel's time as each step began.
 */
export function clockOf(steps: readonly StepResult[], marks: ReadonlyMap<number, number>): Clock {
  const pairs = [...marks]
    .flatMap(([step, kernel]) => {
      const began = steps[step]?.began;
      return began === undefined ? [] : [{ kernel, began }];
    })
    .sort((a, b) => a.kernel - b.kernel);
  return (seconds) => {
    const pair = pairs.findLast(({ kernel }) => kernel <= seconds) ?? pairs[0];
    return pair === undefined ? seconds : Math.max(0, pair.began + seconds - pair.kernel);
  };
}
