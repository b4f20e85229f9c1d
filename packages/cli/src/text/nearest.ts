/** Those of `names` that somebody who wrote `name` may have meant, best first, three at most. */
export async function nearest(name: string, names: readonly string[]): Promise<string[]> {
  const { nearestName } = await import('@rapido/core');
  const found = name.length < 3 ? [] : names.filter((candidate) => candidate.includes(name));
  const slip = nearestName(name, names);
  return [...new Set([...(slip === undefined ? [] : [slip]), ...found])].slice(0, 3);
}
