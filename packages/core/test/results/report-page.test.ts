import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../src/results/report-page.js';
import type { Verdict, VmResult } from '../../src/run/types.js';
import { temporaryDirectory } from '../temporary.js';
import { KERNEL_LOG, kernelLog, splatOf, verdictOf, writeFiles } from './bundle.js';

const HOSTILE = `</style></title><script>alert("&")</script><a href="http://x" onclick='x'>`;

async function page(
  files: Readonly<Record<string, string | Buffer>>,
  more: Partial<VmResult> = {},
  top: Partial<Verdict> = {},
): Promise<{ readonly text: string; readonly bundle: string }> {
  const bundle = temporaryDirectory();
  writeFiles(bundle, files);
  return { text: await reportPage(bundle, verdictOf(bundle, more, top)), bundle };
}

/** The only element of an id, up to its end or the next line. */
function lineOf(text: string, id: string): string {
  const lines = text.split('\n').filter((line) => line.includes(` id="${id}"`));
  expect(lines, id).toHaveLength(1);
  return lines[0] as string;
}

describe('a report', () => {
  it('says what came of the run, and of what', async () => {
    const { text } = await page(
      {},
      { taint: 'WO', seconds: 75, network: [{ nic: 'eth0', addresses: ['10.0.0.1/24', 'fd00::1/64'] }] },
      { outcome: 'splat', exitCode: 100, reason: 'why' },
    );
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toContain('<title>my-cut: splat</title>');
    expect(text).toMatch(/<h1>splat<span[^>]*>exit code 100<\/span><\/h1>/);
    expect(text).toContain('<p class="reason">why</p>');
    for (const fact of [
      '6.1.0-test',
      '0123456789ab<',
      'vmlinux, by PVH',
      'tcg',
      '2026-01-02 03:04:05 UTC',
      '1 min 15 s',
      '<dt>eth0</dt><dd>10.0.0.1/24 fd00::1/64</dd>',
    ])
      expect(text).toContain(fact);
    expect(text).toMatch(/<abbr title="W: [a-z ]+">W<\/abbr><abbr title="O: [^"]+">O<\/abbr>/);
  });

  it('tells of what makes it worth less', async () => {
    const { text } = await page({}, { distrust: 'lockdep is off', lostRecords: 3 });
    expect(text).toContain('Not to be trusted: lockdep is off.');
    expect(text).toMatch(/3 records of the kernel log were overwritten/);
    expect((await page({})).text).not.toContain('class="warning"');
  });

  it('can neither load nor run anything, but show its own style', async () => {
    const { text } = await page({ 'kernel.log': KERNEL_LOG });
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    const [, css = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    const hash = createHash('sha256').update(css).digest('base64');
    expect(policy.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\bon\w+=|\bsrc=|https?:|style="/);
  });

  it('has every step on the axis, with its status and its place in the log', async () => {
    const steps = [
      { text: 'autorun', began: 4, seconds: 1, status: 0 },
      { text: 'ls\nexit 3', began: 5, seconds: 2, status: 3 },
      { text: 'sleep', began: 7 },
      { text: 'true' },
    ];
    const { text } = await page({ 'kernel.log': KERNEL_LOG }, { steps, outcome: 'hang' });
    const rows = /<tbody>(.*?)<\/tbody>/s.exec(text)?.[1]?.split('<tr').slice(1) ?? [];
    expect(rows).toHaveLength(5);
    const [boot, autorun, failed, hung, none] = rows as [string, string, string, string, string];
    expect(boot).toContain('<rect class="boot" x="0.00%" width="50.00%"');
    expect(autorun).toContain('<rect class="good" x="50.00%" width="12.50%"');
    expect(autorun).toContain('<a href="#k2">log</a>');
    expect(failed).toContain('<code>ls\nexit 3</code>');
    expect(failed).toMatch(/<td class="bad">3<\/td>.*<rect class="bad" x="62.50%" width="25.00%".*2\.00 s/s);
    expect(hung).toMatch(/did not end.*<rect class="bad" x="87.50%" width="12.50%"/s);
    expect(none).toContain('not run');
    expect(none).not.toContain('<rect');
  });

  it('has every splat: on the axis, with its whole report, marked in the logs', async () => {
    const early = splatOf({ title: 'early', step: undefined as never, time: 500_000, report: ['[    0.500000] a'] });
    const { step: _, ...boot } = early;
    const splats = [{ ...boot, allowed: true }, splatOf({ fatal: true, wentOn: false })];
    const { text } = await page(
      {
        'kernel.log': KERNEL_LOG,
        'console.log': '   5.400| [    3.500000] WARNING: at f.c:1 f+0x1/0x2\r\n   5.401| other\n',
        'splat-2.txt': '[    3.500000] WARNING: at f.c:1 f (drivers/f.c:1)\n[    3.500001] Call Trace:\n',
      },
      { splats },
    );
    const [bootRow = '', , stepRow = ''] = /<tbody>(.*?)<\/tbody>/s.exec(text)?.[1]?.split('<tr').slice(1) ?? [];
    // The kernel's 0.5 s are 2 s before autorun, which began at 4 s of 8 s; its 3.5 s 0.375 s after the step at 5 s.
    expect(bootRow).toMatch(/<a href="#splat-1"><svg x="25.00%".*class="allowed"/s);
    expect(stepRow).toMatch(/<a href="#splat-2"><svg x="67.19%".*class="splat"/s);
    const [, first = '', second = ''] = text.split('<article');
    expect(first).toMatch(/early.*warning.*before the first step.*the kernel went on.*allowed.*<details>/s);
    expect(second).toMatch(/WARNING in f<.*warning, fatal.*#step-1.*#k6.*nothing was heard.*<details open>/s);
    expect(second).toContain('f (drivers/f.c:1)');
    expect(lineOf(text, 'k6')).toMatch(/class="[^"]*splat/);
    expect(lineOf(text, 'k8')).not.toMatch(/splat/);
    expect(lineOf(text, 'c1')).toMatch(/class="splat"/);
    expect(lineOf(text, 'c2')).not.toMatch(/class=/);
  });

  it('shows levels and places in the logs', async () => {
    const { text } = await page({ 'kernel.log': KERNEL_LOG });
    expect(lineOf(text, 'k3')).toMatch(/class="warn"><a href="#k3">3<\/a> <time> {3}2.750000<\/time> a warning/);
    expect(lineOf(text, 'k5')).toMatch(/class="mark user"/);
    expect(lineOf(text, 'k8')).toMatch(/class="err"/);
    expect(lineOf(text, 'k10')).toMatch(/class="debug"/);
  });

  it('shows what was found of a VM that hung', async () => {
    const blocked = ['sh (105) in f', '<b>'];
    const examination = { state: 'running', cpus: ['CPU#0 g'], blocked, answeredTo: 'nmi' as const };
    const { text } = await page({ 'registers.txt': 'RAX=<0>\n' }, { examination });
    const section = text.slice(text.indexOf('<section id="examination"'));
    expect(section).toMatch(/NMI.*running.*<code>sh \(105\) in f<\/code>.*&#60;b&#62;.*CPU#0 g.*RAX=&#60;0&#62;/s);
    expect((await page({})).text).not.toContain('id="examination"');
  });

  it('has the second boot of a kernel that died without a word', async () => {
    const { text } = await page({ 'early-console/console.log': '   0.100| earlyprintk\n' });
    expect(lineOf(text, 'e1')).toContain('earlyprintk');
    expect(text).toContain('href="./early-console/console.log"');
  });

  it('has with what the VM was started', async () => {
    const files = { 'qemu.txt': 'qemu -m 1', 'settings.json': '{"KERNEL_SRC": "<x>"}', 'manifest.fest': 'bin ls' };
    const { text } = await page(files);
    const section = text.slice(text.indexOf('<section id="setup"'));
    expect(section).toMatch(/qemu -m 1.*&#60;x&#62;.*bin ls/s);
  });

  it('names files of the VM, and every link leads somewhere', async () => {
    const name = 'files/a b/ä#?"<x>%41.js';
    const { text, bundle } = await page({
      ...{ [name]: 'x', 'kernel.log': KERNEL_LOG, 'console.log': 'x\n', 'splat-1.txt': 'x', 'result.json': '{}' },
    });
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(20);
    for (const link of links) {
      if (link.startsWith('#')) expect(text).toContain(`id="${link.slice(1)}"`);
      else expect(existsSync(join(bundle, decodeURIComponent(link)))).toBe(true);
    }
    expect(links).toContain(`./${name.split('/').map(encodeURIComponent).join('/')}`);
    const brought = { path: '/a b/x', file: join(bundle, name), bytes: 1, complete: false };
    const again = await reportPage(bundle, verdictOf(bundle, { files: [brought] }));
    expect(again).toContain('/a b/x of the VM, not all of it');
  });

  it('is harmless and readable, whatever a guest has printed', async () => {
    const bytes = Buffer.from(`   1.000| ${HOSTILE}\x1b[31mred\x00\xff\x1b]0;x\x07\r\n`, 'latin1');
    const steps = [{ text: HOSTILE, began: 1, seconds: 1, status: 0 }];
    const splats = [splatOf({ title: HOSTILE, report: [HOSTILE] })];
    const { text } = await page(
      { 'console.log': bytes, 'kernel.log': kernelLog([1, 3, HOSTILE]), 'settings.json': HOSTILE },
      { steps, splats, distrust: HOSTILE },
      { reason: HOSTILE, vm: 'my-cut' },
    );
    expect(text).not.toMatch(/<script|alert\("|href="http|onclick='/);
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text.match(/<\/title>/g)?.length).toBe(text.match(/<title>/g)?.length);
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(lineOf(text, 'c1')).toContain('onclick=&#39;x&#39;&#62;red␀\ufffd');
  });

  it('leaves out the middle of a log that is too long, and says so', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => [i / 1000, 6, `line ${i + 1}`] as const);
    const { text } = await page({ 'kernel.log': kernelLog(...lines), 'console.log': `${'x'.repeat(1e6)}\n` });
    expect(lineOf(text, 'k1')).toContain('line 1');
    expect(lineOf(text, 'k20000')).toContain('line 20000');
    expect(text).not.toContain('id="k10000"');
    expect(text).toMatch(/12000 lines are left out here. All are in <a href="\.\/kernel\.log">/);
    expect(text.length).toBeLessThan(1_500_000);
  });

  it("shows the logs of the VM that decided, which may be a further one's", async () => {
    const bundle = temporaryDirectory();
    const logs = { 'kernel.log': KERNEL_LOG, 'splat-1.txt': 'decoded', 'qemu.txt': 'qemu' };
    const moved = Object.entries(logs).map(([name, content]) => [`vms/my-cut.2/${name}`, content]);
    writeFiles(bundle, { 'kernel.log': kernelLog([1, 6, 'of the first VM']), ...Object.fromEntries(moved) });
    const first = verdictOf(bundle, { splats: [splatOf()] });
    const vm = first.vms['my-cut'] as VmResult;
    const vms = { 'my-cut': vm, 'my-cut.2': { ...vm, logs: 'vms/my-cut.2' } };
    const text = await reportPage(bundle, { ...first, vm: 'my-cut.2', vms });
    expect(text).toContain('<a href="./vms/my-cut.2/kernel.log">');
    expect(lineOf(text, 'k3')).toContain('a warning of autorun');
    expect(text).toMatch(/decoded.*Command line of QEMU/s);
    expect(text).toContain('<td>my-cut.2: report of splat 1</td>');
    expect(await reportPage(bundle, { ...first, vms })).toContain('of the first VM');
  });
});
