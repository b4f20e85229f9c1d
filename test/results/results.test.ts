import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredRun } from '@rapido/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Result, rapido } from '../helpers/index.js';
import { buildKmod, kernelWithHeaders } from '../helpers/kmod.js';
import { expectSchema } from '../helpers/schemas.js';

const FAULT = '/sys/module/rapido_fault/parameters/fault';
const STEPS = [
  `printf '\\033[31m<b>red</b>\\001\\n'; echo '<i>noted' >/dev/kmsg`,
  `echo warn >${FAULT}; echo warn-text >${FAULT}`,
  'exit 4',
  'true',
];

/** A run with something of everything, and what `results --json` knows of it. */
let run: Result;
let stored: StoredRun;

beforeAll(async () => {
  const module = await buildKmod();
  const steps = STEPS.flatMap((step) => ['-x', step]);
  const { release } = kernelWithHeaders();
  run = await rapido([
    ...['run', 'simple-example', '--kernel', release, '--kmod', module, '--get', '/proc/version'],
    ...steps,
  ]);
  stored = JSON.parse((await rapido(['results', '--json'])).stdout) as StoredRun;
});

const vm = () => stored.verdict?.vms['simple-example'];

test('the run says shortly what it found, and where more is', () => {
  expect(run.status, run.stderr).toBe(4);
  const said = run.stderr.slice(run.stderr.indexOf('\nfail, exit code 4')).trim().split('\n');
  expect(said).toEqual([
    'fail, exit code 4: step 3 (exit 4) ended with status 4',
    'also: WARNING in rapido_fault_warn (in step 2)',
    'also: WARNING in rapido_fault_warn_text (in step 2)',
    `files: 1, in ${stored.path}/files`,
    `report: ${stored.path}/report.html`,
    expect.stringMatching(` in the VM \\((kvm|tcg)\\); logs: ${stored.path}$`),
  ]);
});

test('results shows it', async () => {
  const { status, stdout } = await rapido(['results', 'simple-example']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^fail, exit code 4: step 3 \(exit 4\) ended with status 4$/m);
  expect(stdout).toMatch(/^3 {5}4 +\d\.\d s +exit 4$/m);
  expect(stdout).toMatch(/^4 {5}not run +true$/m);
  expect(stdout).toContain(`splat 2: WARNING in rapido_fault_warn_text\n`);
  expect(stdout).toContain(join(stored.path, 'files/proc/version'));
});

test('result.json is what its schema says', () => {
  const verdict = JSON.parse(readFileSync(join(stored.path, 'result.json'), 'utf8'));
  expectSchema('result', verdict);
  expect(verdict.vms['simple-example']).toMatchObject({ splats: [{}, {}], files: [{}] });
  expect(() => expectSchema('result', { ...verdict, exitCode: '4' })).toThrow('/exitCode');
  expect(() => expectSchema('result', { ...verdict, outcome: 'good' })).toThrow('/outcome');
  expect(() => expectSchema('result', { ...verdict, unknown: 1 })).toThrow('unknown');
});

describe('logs', () => {
  test('of the kernel, by step and level', async () => {
    const { stdout } = await rapido(['logs', '--step', '2', '--level', 'warn', '--format', 'json']);
    const lines = stdout.trim().split('\n');
    const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts.filter((text) => text.startsWith('WARNING: '))).toHaveLength(2);
    const other = await rapido(['logs', '--step', '1']);
    expect(other.stdout).toMatch(/^user {2}:\w+ *: \[ *\d+\.\d{6}\] <i>noted$/m);
    expect(other.stdout).not.toContain('WARNING: ');
    expect((await rapido(['logs'])).stdout).toBe(readFileSync(join(stored.path, 'kernel.log'), 'utf8'));
  });

  test('of the console, with what steps print', async () => {
    const { stdout } = await rapido(['logs', '--console']);
    expect(stdout).toMatch(/^ *\d+\.\d{3}\| \x1b\[31m<b>red<\/b>\x01$/m);
  });
});

describe('the report', () => {
  const page = () => readFileSync(join(stored.path, 'report.html'), 'utf8');

  test('has its links lead somewhere', () => {
    const links = [...page().matchAll(/href="([^"]*)"/g)].map(([, link]) => link as string);
    expect(links).toContain('./files/proc/version');
    for (const link of links) {
      if (link.startsWith('#')) expect(page()).toContain(`id="${link.slice(1)}"`);
      else expect(existsSync(join(stored.path, decodeURIComponent(link))), link).toBe(true);
    }
  });

  test('leads from a step and from a splat to their places in the log', () => {
    const step = /<tr id="step-2">.*?<a href="#(k\d+)">log<\/a>/s.exec(page())?.[1];
    expect(page()).toMatch(new RegExp(`<li id="${step}"[^>]*>.*rapido: step 2 begin`));
    const splat = /<article id="splat-2".*?<a href="#(k\d+)">/s.exec(page())?.[1];
    expect(page()).toMatch(new RegExp(`<li id="${splat}" class="warn splat">`));
  });

  test('puts a splat beside the step that it fell into', () => {
    const row = /<tr id="step-2">(.*?)<\/tr>/s.exec(page())?.[1] ?? '';
    const [, from, width] = /<rect class="good" x="([\d.]+)%" width="([\d.]+)%"/.exec(row) ?? [];
    const marks = [...row.matchAll(/<a href="#splat-\d"><svg x="([\d.]+)%"/g)].map(([, x]) => Number(x));
    expect(marks).toHaveLength(2);
    for (const mark of marks) {
      expect(mark).toBeGreaterThanOrEqual(Number(from));
      expect(mark).toBeLessThan(Number(from) + Number(width) + 5);
    }
  });

  test('shows what the guest printed as text', () => {
    expect(page()).toContain('&#60;b&#62;red&#60;/b&#62;␁');
    expect(page()).toContain('&#60;i&#62;noted');
    expect(page()).not.toMatch(/<b>|<i>|\x1b|\x01/);
  });
});

test('a file of the VM is in the bundle', () => {
  expect(vm()?.files).toMatchObject([{ path: '/proc/version', complete: true }]);
  expect(readFileSync(join(stored.path, 'files/proc/version'), 'utf8')).toMatch(/^Linux version /);
});

test('gc removes it in the end', async () => {
  expect((await rapido(['results', 'gc', '--keep', '0'])).stdout).toBe(`${stored.path}\n`);
  expect(existsSync(stored.path)).toBe(false);
  expect(await rapido(['results'])).toMatchObject({ status: 129 });
});
