/** A plugin whose module does not finish loading within this time, in milliseconds, is at fault. */
const LOAD_LIMIT = 10_000;

/** Waits for a plugin's code to be loaded; rejects with an Error when that takes too long. */
export async function withinLoadLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It did not load within ${LOAD_LIMIT / 1000} seconds`)), LOAD_LIMIT);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
