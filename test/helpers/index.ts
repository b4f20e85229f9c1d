// What end-to-end tests are written with. Importing it gives a test file a directory of its own, which is removed when
// the file's tests are over; the file fails when processes or temporary files of it are left then.
import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { killLeftovers, nothingLeft } from './leftovers.js';
import { SANDBOX } from './sandbox.js';

export { buildKmod, kernelWithHeaders } from './kmod.js';
export { leftovers, nothingLeft } from './leftovers.js';
export { linkPlugins } from './plugins.js';
export { pty, ptyOf, type Terminal, type TerminalOptions } from './pty.js';
export { cliCommand, type Result, type Running, type RunOptions, rapido, start, startRapido } from './rapido.js';
export { SANDBOX, temporaryDirectory } from './sandbox.js';
export { Transcript } from './transcript.js';
export { asUser, SELF, type User } from './user.js';

afterAll(async () => {
  try {
    await nothingLeft();
  } finally {
    killLeftovers();
    await rm(SANDBOX, { recursive: true, force: true });
  }
});
