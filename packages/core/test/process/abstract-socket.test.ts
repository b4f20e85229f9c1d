import { expect, test } from 'vitest';
import { abstractSocket } from '../../src/process/abstract-socket.js';

test('a name fills the 108 bytes of sun_path, so that no version of Node adds to it', () => {
  const path = abstractSocket('rapido-vm-1');
  expect(path).toHaveLength(108);
  expect(path).toMatch(/^\0rapido-vm-1\0+$/);
});
