// Runs of several VMs, a server and its clients, and what their bundles say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict, VmResult } from '@rapido/core';
import { expect } from 'vitest';
import { type RunOptions, rapido, type User } from '../helpers/index.js';
import { networkNamespace, rootIn } from '../helpers/network-namespace.js';
import { expectSchema } from '../helpers/schemas.js';

/** What a run printed, how it ended, and what its bundle says of it. */
export interface SeveralRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly bundle: string;
  readonly verdict: Verdict;
}

/** Runs VMs to their end: `words` are `NAME=CUT`, and flags. */
export async function runSeveral(words: readonly string[], options: RunOptions): Promise<SeveralRun> {
  const result = await rapido(['run', ...words], options);
  const bundle = /logs: (.*)$/m.exec(result.stderr)?.[1];
  if (bundle === undefined) throw new Error(`There was no VM:\n${result.stderr}`);
  const verdict = JSON.parse(readFileSync(join(bundle, 'result.json'), 'utf8')) as Verdict;
  expectSchema('result', verdict);
  return { ...result, bundle, verdict };
}

export function vmOf({ verdict }: Pick<SeveralRun, 'verdict'>, name: string): VmResult {
  return verdict.vms[name] ?? expect.fail(`${name} is none of ${Object.keys(verdict.vms).join(', ')}`);
}

/** What a VM of several printed to standard output, without its name before each line. */
export function outputOf({ stdout }: Pick<SeveralRun, 'stdout'>, name: string): string {
  const prefix = `${name}: `;
  const lines = stdout.split('\n').filter((line) => line.startsWith(prefix));
  return lines.map((line) => `${line.slice(prefix.length)}\n`).join('');
}

/** A bridge with addresses of both families and taps for `vms` VMs, in a network of its own; returns who may boot on it. */
export async function onBridge(vms: number): Promise<User> {
  const user = rootIn(await networkNamespace());
  const addresses = 'BR_ADDR=192.168.155.1/24 fd00:155::1/64';
  const up = ['net', 'up', '--vms', String(vms), '--set', 'TAP_USER=0', '--set', addresses];
  const { status, stderr } = await rapido(up, { user, env: { SUDO_UID: undefined } });
  expect(status, stderr).toBe(0);
  return user;
}
