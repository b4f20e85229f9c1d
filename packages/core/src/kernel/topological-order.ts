/** Names such that each comes before all that it depends on. Those that depend on each other in a circle come last. */
export function topologicalOrder(depends: ReadonlyMap<string, readonly string[]>): string[] {
  const users = new Map([...depends.keys()].map((name) => [name, 0]));
  for (const needed of [...depends.values()].flat()) users.set(needed, (users.get(needed) ?? 0) + 1);
  const ready = [...users.keys()].filter((name) => users.get(name) === 0);
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const needed of depends.get(name) ?? []) {
      const left = (users.get(needed) ?? 0) - 1;
      users.set(needed, left);
      if (left === 0) ready.push(needed);
    }
  }
  const placed = new Set(order);
  return [...order, ...[...users.keys()].filter((name) => !placed.has(name))];
}
