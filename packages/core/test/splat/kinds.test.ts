import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSplats, SPLAT_KINDS } from '../../src/splat/index.js';
import { recordsOf } from './log.js';

/** Stands for `@trace` and `@registers` in `reports/*.txt`. */
const PARTS = {
  trace: `CPU: 0 PID: 812 Comm: frobctl Not tainted 6.12.0-rc3 #7
Hardware name: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2
Call Trace:
 <TASK>
 dump_stack_lvl+0x5d/0x80
 ? __pfx_frob_ioctl+0x10/0x10
 frob_queue.isra.0.cold+0x31/0x52 [frob]
 frob_ioctl+0x1f2/0x400 [frob]
 __x64_sys_ioctl+0x97/0xe0
 do_syscall_64+0x82/0x190
 </TASK>`,
  registers: `CPU: 1 PID: 812 Comm: frobctl Not tainted 6.12.0-rc3 #7
RIP: 0010:frob_reap+0x2b/0x90 [frob]
Code: 48 8b 07 48 85 c0 74 0e <48> 8b 50 08
RSP: 0018:ffffc90000a8fd50 EFLAGS: 00010246
RAX: 0000000000000000 RBX: ffff888104a3c000 RCX: 0000000000000001
Call Trace:
 <TASK>
 frob_release+0x14/0x30 [frob]
 __fput+0xe3/0x2a0
 </TASK>
---[ end trace 0000000000000000 ]---`,
};

interface Sample {
  readonly name: string;
  readonly kind: string;
  readonly fatal: boolean;
  readonly title: string;
  readonly log: string;
}

const samples = readSamples(join(import.meta.dirname, 'reports'));

describe('a report is one splat, and nothing around it belongs to it', () => {
  it.each(samples)('$name', ({ kind, fatal, title, log }) => {
    const [splat, ...others] = findSplats(recordsOf(`frob: before\n${log}\nfrob: behind\nfrob: behind it`));
    expect(splat).toMatchObject({ kind, title, fatal });
    expect(others.map((other) => other.title)).toEqual([]);
    expect(splat?.report.join('\n')).not.toContain('frob: b');
  });

  it.each(samples)('by one of many that print at once: $name', ({ kind, fatal, title, log }) => {
    const chatter = ['[T3] frob: sent', '[C1] frob: interrupt', '[T9] usb 1-1: new device'];
    const lines = log.split('\n').flatMap((line) => [`[T812] ${line}`, ...chatter]);
    const splats = findSplats(recordsOf(lines.join('\n')));
    expect(splats.map((splat) => [splat.kind, splat.title, splat.fatal])).toEqual([[kind, title, fatal]]);
    expect(splats[0]?.report).toHaveLength(log.split('\n').length);
  });
});

it('has a sample of every kind', () => {
  expect(new Set(samples.map(({ kind }) => kind))).toEqual(new Set(SPLAT_KINDS));
});

function readSamples(directory: string): Sample[] {
  return readdirSync(directory)
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').split(/^## /m).slice(1))
    .map((sample) => {
      const [name = '', ...lines] = sample.trimEnd().split('\n');
      const [, kind = '', fatal, title = ''] = /^([\w-]+)(, fatal)?: (.*)$/.exec(name) ?? [];
      const log = lines.join('\n').replace(/^@(trace|registers)$/gm, (_, part: keyof typeof PARTS) => PARTS[part]);
      return { name, kind, fatal: fatal !== undefined, title, log };
    });
}
