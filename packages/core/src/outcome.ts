/**
 * How a command or a run can end, in order of precedence: of several, the earliest decides the exit code.
 * `fail` ends with the failing step's own status instead of the number here.
 */
export const OUTCOMES = {
  interrupted: { exitCode: 130, meaning: 'interrupted (130 by SIGINT, 143 by SIGTERM)' },
  usage: {
    exitCode: 129,
    meaning: 'usage or configuration, found before anything was started; or no test of the suite was chosen',
  },
  host: {
    exitCode: 128,
    meaning: "not the kernel's fault: a host tool, server, full disk, plugin, or Rapido's own bug",
  },
  panic: { exitCode: 101, meaning: 'panic or oops' },
  hang: { exitCode: 102, meaning: 'hang: neither a heartbeat nor any output for --hang-timeout' },
  timeout: { exitCode: 103, meaning: 'the run took longer than --timeout' },
  ended: { exitCode: 104, meaning: 'the VM ended without reporting: died in early boot or set-up, killed, or reset' },
  fail: {
    exitCode: 1,
    meaning:
      "the first failing step's own status, 1-95, 126 or 127 (others above 95: 95); 1 for failed tests of a suite",
  },
  untestable: {
    exitCode: 125,
    meaning: 'this kernel cannot be tested: not built, module or symbol missing, or stale; or all tests were skipped',
  },
  splat: { exitCode: 100, meaning: 'the kernel reported a problem though the steps passed' },
  pass: { exitCode: 0, meaning: 'every step ended 0 and the kernel reported nothing' },
} as const;

export type Outcome = keyof typeof OUTCOMES;

/** The outcome that decides among several. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => outcomes.includes(outcome)) ?? 'pass';
}
