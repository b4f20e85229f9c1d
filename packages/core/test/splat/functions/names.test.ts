import { describe, expect, it } from 'vitest';
import { frameOf, functionName, runningFunction } from '../../../src/splat/functions/names.js';

describe('functionName', () => {
  it.each([
    ['frob_reap+0x2b/0x90', 'frob_reap'],
    ['frob_reap.isra.0', 'frob_reap'],
    ['frob_reap.constprop.3.cold', 'frob_reap'],
    ['frob_reap.part.4', 'frob_reap'],
    ['frob_reap.llvm.1234567890', 'frob_reap'],
    ['frob_reap.cold.12', 'frob_reap'],
    ['__x64_sys_frob', 'sys_frob'],
    ['__arm64_sys_frob', 'sys_frob'],
    ['__se_sys_frob', 'frob'],
    ['__do_sys_frob', 'frob'],
    ['SyS_frob', 'frob'],
    ['ksys_frob', 'frob'],
    ['smp_call_function_many_cond', 'smp_call_function'],
  ])('%s is %s', (symbol, name) => expect(functionName(symbol)).toBe(name));
});

describe('frameOf', () => {
  it.each([
    [' frob_reap+0x2b/0x90', 'frob_reap', false],
    [' ? frob_reap+0x2b/0x90 [frob]', 'frob_reap', true],
    [' [<ffffffff8123b0a1>] frob_reap+0x21/0x80', 'frob_reap', false],
    [' [<ffffffff8123b0a1>] ? frob_reap+0x21/0x80', 'frob_reap', true],
    [' <IRQ>  [<ffffffff8123b0a1>] frob_reap+0x21/0x80', 'frob_reap', false],
    ['[<c0812335>] (frob_reap) from [<c0812399>] (frob_work+0x20/0x60)', 'frob_reap', false],
    [' frob_reap from frob_work+0x20/0x60', 'frob_reap', false],
    ['[c000000002f37a50] [c0000000009b2e60] frob_reap+0x20/0x60 (unreliable)', 'frob_reap', false],
    ['[<ffffffe000c2c5b4>] frob_reap+0x14/0x20', 'frob_reap', false],
  ])('%s', (line, name, guess) => expect(frameOf(line)).toEqual({ name, guess }));

  it.each([['Call Trace:'], [' <TASK>'], ['frob: at 0x10/0x20'], [' #0: ffff8 (frob){+.+.}, at: frob_a+0x1/0x2']])(
    'none: %s',
    (line) => expect(frameOf(line)).toBeUndefined(),
  );
});

describe('runningFunction', () => {
  it.each([
    ['RIP: 0010:frob_reap+0x2b/0x90 [frob]', 'frob_reap'],
    ['RIP: 0010:[<ffffffff8123b0a1>]  [<ffffffff8123b0a1>] frob_reap+0x21/0x80', 'frob_reap'],
    ['IP: [<ffffffff8123b0a1>] frob_reap+0x21/0x80', 'frob_reap'],
    ['EIP: frob_reap+0x21/0x80', 'frob_reap'],
    ['pc : frob_reap+0x18/0xa0 [frob]', 'frob_reap'],
    ['PC is at frob_reap+0x10/0x40', 'frob_reap'],
    ['epc : frob_reap+0x10/0x40', 'frob_reap'],
    ['NIP [c0000000009b2e60] frob_reap+0x20/0x60', 'frob_reap'],
    ['RIP: 0033:0x7f3a5d0c1a2b', null],
    ['lr : frob_work+0x44/0x80', undefined],
    ['RSP: 0018:ffffc90000a8fd50', undefined],
  ])('%s', (line, name) => expect(runningFunction(line)).toBe(name));
});
