/** Those that hold the terminal: whatever ends the process has them let go of it first. */
export const openReporters = new Set<{ close(): Promise<void> }>();

export async function closeReporters(): Promise<void> {
  await Promise.all([...openReporters].map((reporter) => reporter.close()));
}
