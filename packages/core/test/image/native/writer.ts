import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import type { Part } from '../../../src/image/native/types.js';

const dist = (path: string) => JSON.stringify(new URL(`../../../dist/${path}`, import.meta.url).href);

const SCRIPT = `
  import { readFileSync } from 'node:fs';
  const { withSegments } = await import(${dist('image/native/segment-use.js')});
  const { assembleImage } = await import(${dist('image/native/assemble.js')});
  const { startReaper } = await import(${dist('process/index.js')});
  const { store, part, image } = JSON.parse(readFileSync(process.argv[1], 'utf8'));
  const reaper = startReaper();
  console.log('begin');
  await withSegments(store, [part], { reaper }, (segments) => assembleImage(image, Buffer.alloc(0), segments, { reaper }));
  console.log(process.resourceUsage().maxRSS);
  await reaper.close();`;

export interface WriterInput {
  readonly store: string;
  /** Without data members. */
  readonly part: Part;
  readonly image: string;
}

/** Another process that makes a segment of a part, and an image of it. */
export interface Writer {
  readonly child: ChildProcess;
  /** It has begun to write. */
  readonly begins: Promise<unknown>;
  /** The most memory that it has had, in bytes; it must end well. */
  readonly ends: Promise<number>;
}

export function startWriter(input: WriterInput): Writer {
  const file = `${input.image}.json`;
  writeFileSync(file, JSON.stringify(input));
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const begins = once(createInterface({ input: child.stdout }), 'line');
  const output = text(child.stdout);
  const ends = once(child, 'exit').then(async ([status]) => {
    expect(status).toBe(0);
    return Number((await output).split('\n')[1]) * 1024;
  });
  return { child, begins, ends };
}
