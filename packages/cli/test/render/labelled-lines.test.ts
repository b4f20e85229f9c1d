import { describe, expect, it } from 'vitest';
import { LabelledLines } from '../../src/render/labelled-lines.js';

describe('LabelledLines', () => {
  it('labels lines, and hands them on whole', () => {
    const lines = new LabelledLines('cli: ');
    expect(lines.add(Buffer.from('one\n\ntw')).toString()).toBe('cli: one\ncli: \n');
    expect(lines.add(Buffer.from('o')).toString()).toBe('');
    expect(lines.add(Buffer.from('!\nthree')).toString()).toBe('cli: two!\n');
    expect(lines.end().toString()).toBe('cli: three\n');
    expect(lines.end().toString()).toBe('');
  });

  it('leaves bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0d, 0x0a]);
    expect(new LabelledLines('x').add(bytes)).toEqual(Buffer.concat([Buffer.from('x'), bytes]));
  });
});
