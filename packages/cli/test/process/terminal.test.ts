import { describe, expect, it } from 'vitest';
import { looksOf } from '../../src/process/terminal.js';
import { fakeStream } from '../helpers/stream.js';

describe('looksOf', () => {
  it.each([
    ['a terminal', 80, {}, { live: true, colour: true, columns: 80 }],
    ['a file', undefined, {}, { live: false, colour: false, columns: 80 }],
    ['a dumb terminal', 80, { TERM: 'dumb' }, { live: false, colour: false, columns: 80 }],
    ['a terminal without colours', 80, { NO_COLOR: '1' }, { live: true, colour: false, columns: 80 }],
    ['an empty NO_COLOR, which says nothing', 80, { NO_COLOR: '' }, { live: true, colour: true, columns: 80 }],
    ['a file with colours', undefined, { FORCE_COLOR: '1' }, { live: false, colour: true, columns: 80 }],
    ['20 columns', 20, {}, { live: true, colour: true, columns: 20 }],
    ['19 columns', 19, {}, { live: false, colour: true, columns: 19 }],
    ['unknown columns', 0, {}, { live: false, colour: true, columns: 80 }],
  ])('%s', (_, columns, variables, looks) => {
    expect(looksOf(fakeStream(columns), variables)).toEqual(looks);
  });
});
