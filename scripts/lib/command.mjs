import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** An error whose message and `hint` (what to do next) are all that a person needs to see. */
export class ScriptError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/**
 * Runs a program with our terminal and resolves with its exit status, 128 + the signal's number if one ended it.
 * Ctrl-C reaches it from the terminal; SIGTERM is passed on, and we outlive both to say what came of it.
 */
export function run(program, args, { env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    const wait = () => {};
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', forward);
    const settle = (act) => {
      process.off('SIGINT', wait).off('SIGTERM', forward);
      act();
    };
    child.once('error', (error) => settle(() => reject(new ScriptError(`Cannot run ${program}: ${error.message}`))));
    child.once('exit', (status, signal) => settle(() => resolve(status ?? 128 + constants.signals[signal])));
  });
}

/** Calls `main`; prints what it throws, without a stack trace where that says nothing, and ends with status 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.error(`\nError: ${error.message}${error.hint ? `\n${error.hint}` : ''}`);
    process.exitCode = 1;
  }
}

/** The command as one would type it. */
export function commandLine(words) {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** Seconds since `start` (of `performance.now()`), for people. */
export function elapsed(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
