import { expect, test } from 'vitest';
import { type Gathered, vmEnd } from '../../src/run/vm-end.js';

/** What is said of a QEMU that has ended before it did anything. */
function hintFor(messages: string): unknown {
  const gathered = { console: '', report: { greeted: false }, qemu: { status: 1, messages } } as unknown as Gathered;
  try {
    return vmEnd(gathered);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_RAPIDO_QEMU', exitCode: 128, message: expect.stringContaining(messages) });
    return (error as { hint?: string }).hint;
  }
}

test.each([
  [
    "qemu-system-x86_64: -blockdev {}: Unknown driver 'rbd'",
    /no driver "rbd".*Debian: qemu-block-extra; Fedora: qemu-block-rbd/,
  ],
  ["-blockdev {}: Parameter 'driver' does not accept value 'made-up'", /no driver "made-up" for disks\.$/],
  ['-device nonsense: not a valid device model name', /QEMU_EXTRA_ARGS/],
])('of a QEMU that says %j one knows what to do', (messages, hint) => {
  expect(hintFor(messages)).toMatch(hint);
});
