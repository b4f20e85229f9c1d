// How these tests cut an image once and boot it many times.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@rapido/core';
import { expect } from 'vitest';
import { type Result, type Running, type RunOptions, rapido, SANDBOX, startRapido } from '../helpers/index.js';

/** What a boot printed, how it ended, and what its bundle says of it. */
export interface Booted extends Result {
  readonly verdict: Verdict;
}

/** Cuts an image for the tests of a file and returns its path: of `simple-example`, unless told, plus `args`. */
export async function cutImage(args: readonly string[] = [], cut = 'simple-example'): Promise<string> {
  const directory = join(SANDBOX, 'images');
  mkdirSync(directory, { recursive: true });
  const image = join(directory, `${images++}.img`);
  const { status, stderr } = await rapido(['cut', cut, '--out', image, ...args]);
  expect(status, stderr).toBe(0);
  return image;
}

let images = 0;

/** Boots an image to its end. */
export function boot(image: string, args: readonly string[], options: RunOptions = {}): Promise<Booted> {
  return booted(startBoot(image, args, options));
}

export function startBoot(image: string, args: readonly string[], options: RunOptions = {}): Running {
  return startRapido(['boot', image, ...args], options);
}

/** Waits for the end of a run whose logs are told of on standard error. */
export async function booted(running: Running): Promise<Booted> {
  const result = await running.result;
  const bundle = /logs: (.*)$/m.exec(result.stderr)?.[1];
  if (bundle === undefined) throw new Error(`There was no VM:\n${result.stderr}`);
  return { ...result, verdict: JSON.parse(readFileSync(join(bundle, 'result.json'), 'utf8')) as Verdict };
}

/** `-x` for each command. */
export function steps(...commands: readonly string[]): string[] {
  return commands.flatMap((command) => ['-x', command]);
}

/** Process number of the QEMU that a running rapido has started. */
export function qemuOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const qemu = children.find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('qemu-system'));
  if (qemu === undefined) throw new Error(`Process ${pid} has no QEMU.`);
  return qemu;
}
