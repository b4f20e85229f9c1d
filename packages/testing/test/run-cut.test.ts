import { expect, it } from 'vitest';
import { bootCut, fakeKernel, openCut, runCut } from '../src/index.js';
import { cutModule, plugin } from './plugin.js';

it.each([runCut, bootCut])('%o boots no fake kernel', async (start) => {
  const cut = await openCut(plugin({ 'index.js': cutModule('') }), 'x');
  const kernel = (await fakeKernel()) as unknown as string;
  await expect(start(cut, { kernel })).rejects.toThrow('A fake kernel cannot be booted');
});

it('does not begin when it is over already', async () => {
  const cut = await openCut(plugin({ 'index.js': cutModule('') }), 'x');
  const signal = AbortSignal.abort(new Error('the test is over'));
  await expect(runCut(cut, { signal })).rejects.toThrow('the test is over');
});

it('tells what rapido says of a plugin that it refuses', async () => {
  const { rapido, ...pjson } = (await import('./plugin.js')).PACKAGE;
  const root = plugin({ 'index.js': cutModule('') }, { ...pjson, rapido: { ...rapido, cli: '>=99' } });
  await expect(runCut(await openCut(root, 'x'))).rejects.toMatchObject({
    code: 'ERR_RAPIDO_PLUGIN',
    message: expect.stringContaining('needs Rapido >=99'),
  });
});
