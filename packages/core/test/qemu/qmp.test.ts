import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { openQmp, QmpError } from '../../src/qemu/qmp.js';

test.each([
  ['at its end', (stream: Duplex) => stream.push(null)],
  ['with an error', (stream: Duplex) => stream.destroy(new Error('ECONNRESET'))],
])('what waits for a QEMU that goes %s is told so, and so is what asks it afterwards', async (_how, goes) => {
  const stream = new Duplex({ read() {}, write: (_data, _encoding, written) => written() });
  stream.on('error', () => {});
  const qmp = openQmp(stream, () => {});
  const before = qmp.execute('stop');
  goes(stream);
  await expect(before).rejects.toThrow(QmpError);
  await expect(qmp.execute('stop')).rejects.toThrow(QmpError);
  await expect(qmp.until('MIGRATION', () => true)).rejects.toThrow(QmpError);
});
