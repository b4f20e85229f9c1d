import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@rapido/core';
import { describe, expect, it } from 'vitest';
import { formatVerdict, reportVerdict } from '../../src/render/verdict.js';
import { styleFor } from '../../src/text/style.js';
import { temporaryDirectory } from '../helpers/cli.js';
import { fakeStream } from '../helpers/stream.js';

const verdict = (more: Partial<Verdict>): Verdict => ({
  schema: 1,
  outcome: 'pass',
  exitCode: 0,
  vm: 'simple-example',
  reason: 'all 2 steps ended with status 0',
  vms: {
    'simple-example': { outcome: 'pass', reason: '', steps: [], seconds: 4.25, splats: [], lostRecords: 0, files: [] },
  },
  kernel: { release: '6.1.0', buildId: 'x', bootedBy: 'pvh' },
  accelerator: 'tcg',
  started: '2026-01-01T00:00:00.000Z',
  ended: '2026-01-01T00:00:03.000Z',
  bundle: '/state/runs/1',
  ...more,
});

const panic = { outcome: 'panic', exitCode: 101, reason: 'Kernel panic - not syncing' } as const;

describe('formatVerdict', () => {
  it('is short when all went well', () => {
    expect(formatVerdict(verdict({}), [], styleFor({ colour: false }))).toEqual([
      'pass: all 2 steps ended with status 0',
      '4.3 s in the VM (tcg); logs: /state/runs/1',
    ]);
  });

  it('says the outcome and its exit code, after the end of the console', () => {
    expect(formatVerdict(verdict(panic), ['BUG: nothing'], styleFor({ colour: false }))).toEqual([
      'The end of the console:',
      '  BUG: nothing',
      'panic, exit code 101: Kernel panic - not syncing',
      '4.3 s in the VM (tcg); logs: /state/runs/1',
    ]);
  });
});

describe('reportVerdict', () => {
  const report = async (of: Verdict, options = { silent: false, console: false }) => {
    const stderr = fakeStream();
    await reportVerdict(of, { ...options, stderr });
    return stderr.text();
  };

  it('shows the last lines of the console where they tell more', async () => {
    const bundle = join(temporaryDirectory(), 'run');
    mkdirSync(bundle);
    const lines = Array.from({ length: 40 }, (_, i) => `\x1b[1mline ${i}\x1b[0m\r\n`);
    writeFileSync(join(bundle, 'console.log'), lines.join(''));
    const text = await report(verdict({ ...panic, bundle }));
    expect(text).toContain('  line 39\n');
    expect(text).not.toContain('line 20\n');
    expect(await report(verdict({ ...panic, bundle }), { silent: false, console: true })).not.toContain('line 39');
    expect(await report(verdict({ bundle }))).not.toContain('line 39');
  });

  it('does without a console, and says nothing when silent', async () => {
    expect(await report(verdict({ ...panic, bundle: '/nonexistent' }))).toMatch(/^panic, exit code 101/);
    expect(await report(verdict({}), { silent: true, console: false })).toBe('');
  });
});
