// `git bisect run rapido run …`: exit codes as git understands them.
import { expect, test } from 'vitest';
import { type Result, start } from '../helpers/index.js';
import { addFiles, project } from '../helpers/project.js';
import { cliCommand } from '../helpers/rapido.js';

const GOOD = { 'my.fest': 'bin grep\nfile /etc/code ./code\n', code: 'x = 1\n' };
const BAD = { ...GOOD, code: 'x = 2\n' };
const UNTESTABLE = { ...GOOD, 'my.fest': 'kmod no_such_module\n' };
const HOST_FAILURE = { ...GOOD, 'my.fest': 'bin no-such-program\n' };
const FILES = { 'test.sh': '#!/bin/bash\ngrep -q "x = 1" /etc/code\n', '.gitignore': 'initrds/\n' };
const RUN = cliCommand(['run', './my.fest', '-f', './test.sh']);

test('finds the first bad commit, past those that cannot be tested', async () => {
  const history = [GOOD, GOOD, GOOD, UNTESTABLE, UNTESTABLE, GOOD, BAD, BAD];
  const { git, commits } = await repository(history);
  const result = await git('bisect', 'run', ...RUN);
  expect(result.status, result.stderr).toBe(0);
  expect(result.stdout).toContain(`${commits[6]} is the first bad commit`);
  const { stdout: log } = await git('bisect', 'log');
  expect(log).toMatch(/^git bisect skip /m);
  expect(log).toContain(`git bisect good ${commits[5]}`);
});

test('stops where the host fails, and blames no commit for it', async () => {
  const { git } = await repository([GOOD, HOST_FAILURE, HOST_FAILURE, BAD]);
  const { stdout: before } = await git('bisect', 'log');
  const result = await git('bisect', 'run', ...RUN);
  expect(result.status).not.toBe(0);
  expect(result.stderr).toContain('128');
  expect(result.stderr).toContain('no-such-program');
  expect(result.stdout).not.toContain('first bad commit');
  expect((await git('bisect', 'log')).stdout).toBe(before);
});

/** A repository with one commit for each set of files, in which a bisection is on: the first is good, the last bad. */
async function repository(history: readonly Readonly<Record<string, string>>[]) {
  const cwd = project(FILES);
  const git = (...args: string[]): Promise<Result> => {
    const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    return start(['git', ...identity, ...args], { cwd, env: { GIT_CONFIG_NOSYSTEM: '1' } }).result;
  };
  const commits: string[] = [];
  await git('init');
  for (const files of history) {
    addFiles(cwd, { ...files, number: String(commits.length) });
    await git('add', '.');
    await git('commit', '-m', 'next');
    commits.push((await git('rev-parse', 'HEAD')).stdout.trim());
  }
  const begun = await git('bisect', 'start', 'HEAD', commits[0] as string);
  expect(begun.status, begun.stderr).toBe(0);
  return { git, commits };
}
