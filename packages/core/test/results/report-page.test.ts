import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportPage } from '../../src/results/report-page.js';
import type { Verdict, VmResult } from '../../src/run/types.js';
import { temporaryDirectory } from '../temporary.js';
import { KERNEL_LOG, kernelLog, splatOf, verdictOf, verdictOfTwo, writeFiles } from './bundle.js';

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

describe('a report of several VMs', () => {
  const LOGS = {
    'vms/srv/kernel.log': kernelLog([0.5, 6, 'of the server'], [2.5, 6, 'rapido: step 0 begin', 1]),
    'vms/srv/qemu.txt': 'qemu of srv',
    'vms/cli/kernel.log': KERNEL_LOG,
    'vms/cli/console.log': '   4.500| mounting\n',
    'vms/cli/files/etc/x': 'x',
  };

  async function pageOfTwo(
    server: Partial<VmResult> = {},
    client: Partial<VmResult> = {},
    files: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const bundle = temporaryDirectory();
    writeFiles(bundle, { ...LOGS, ...files });
    const brought = { path: '/etc/x', file: join(bundle, 'vms/cli/files/etc/x'), bytes: 1, complete: true };
    const text = await reportPage(bundle, verdictOfTwo(bundle, server, { files: [brought], ...client }));
    for (const [, link = ''] of text.matchAll(/href="([^"]*)"/g)) {
      if (link.startsWith('#')) expect(text).toContain(` id="${link.slice(1)}"`);
      else expect(existsSync(join(bundle, decodeURIComponent(link))), link).toBe(true);
    }
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    return text;
  }

  /** The rows of the axis that the VMs have in common: of the server, and of the client. */
  function rowsOf(text: string): [string, string] {
    return /<section id="vms">.*?<tbody>(.*?)<\/tbody>/s.exec(text)?.[1]?.split('<tr').slice(1) as [string, string];
  }

  it('says what was run, and which VM decided', async () => {
    const text = await pageOfTwo();
    expect(text).toContain('<p class="cut">srv=samba-xfs cli=cifs</p>');
    expect(text).toContain('<p class="reason">cli: step 1 (exit 3) ended with status 3</p>');
    expect(text).toContain('<title>cli: fail</title>');
  });

  it('has the VMs side by side on one axis of time', async () => {
    const [server, client] = rowsOf(await pageOfTwo());
    // 10 s in all: the server from 0.5 s to the end, the client from 1 s to 9 s.
    const bar = (state: string, x: number, width: number) =>
      `<rect class="${state}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%"`;
    expect(server).toContain('<a href="#srv.vm">srv</a> <small>samba-xfs</small>');
    expect(server).toContain(bar('boot', 5, 35));
    expect(server).toContain(bar('good', 40, 10));
    expect(server).toContain(bar('stay', 50, 50));
    expect(server).toMatch(/<svg x="50.00%"[^>]*><title>ready at 5\.00 s/);
    expect(client).toContain('<strong><a href="#cli.vm">cli</a></strong>');
    expect(client).toContain(bar('boot', 10, 30));
    expect(client).toContain(bar('wait', 40, 10));
    expect(client).toContain(bar('good', 50, 10));
    expect(client).toContain(bar('bad', 60, 20));
    expect(client).not.toContain('class="stay"');
    expect(client).toMatch(/<td class="bad" title="[^"]*status 3">fail<\/td>/);
  });

  it('shows a VM that has waited to its end, or that died as it booted', async () => {
    const steps = [{ text: 'autorun' }, { text: 'exit 3' }];
    const [, waiting] = rowsOf(await pageOfTwo({}, { steps, waited: 6, outcome: 'ended' }));
    expect(waiting).toMatch(/class="boot" x="10.00%" width="20.00%".*class="wait" x="30.00%" width="60.00%"/s);
    const { waited: _, ...dead } = { waited: 0, steps, outcome: 'panic' as const };
    const [died] = rowsOf(await pageOfTwo({ ...dead, ready: undefined as never }));
    expect(died).toMatch(/class="bad" x="5.00%" width="95.00%"/);
    expect(died).not.toContain('ready at');
  });

  it('has splats of each: on the axis, with the report, marked in its own log', async () => {
    const server = {
      splats: [splatOf({ title: 'WARNING in srv', step: 0, time: 2_500_000, report: ['[    2.500000] a'] })],
    };
    const text = await pageOfTwo(server, { splats: [splatOf()] }, { 'vms/srv/splat-1.txt': 'decoded of srv' });
    const [srv, cli] = rowsOf(text);
    // The server's autorun began at 3.5 s of its own time, at 2.5 s of its kernel's.
    expect(srv).toMatch(/<a href="#srv.splat-1"><svg x="40.00%".*WARNING in srv/);
    expect(cli).toMatch(/<a href="#splat-1">/);
    expect(text.slice(text.indexOf('id="srv.splat-1"'))).toMatch(/WARNING in srv.*#srv.step-0.*decoded of srv/s);
  });

  it('tells of each by itself, of the one that decided first', async () => {
    const text = await pageOfTwo({
      distrust: 'lockdep is off',
      kernel: { release: '6.12', buildId: 'ab', bootedBy: 'bzimage' },
    });
    const [, ...parts] = text.split('<section class="vm');
    expect(parts.map((part) => /<h2>(.*?)<\/h2>/.exec(part)?.[1])).toEqual([
      'cli <small>cifs</small>',
      'srv <small>samba-xfs, a service</small>',
    ]);
    const [client = '', server = ''] = parts;
    expect(client).toMatch(/6\.1\.0-test.*wait for services.*1\.00 s.*id="k3".*mounting/s);
    expect(server).toMatch(/Not to be trusted: lockdep is off.*6\.12.*id="srv\.k1".*of the server.*qemu of srv/s);
    expect(server).toContain('href="./vms/srv/kernel.log"');
    expect(text.slice(text.indexOf('<section id="files"'))).toMatch(
      /\/etc\/x of cli<.*cli: the kernel.*srv: the command line/s,
    );
  });

  it('shows of VMs that only went on with a suite no more than when they ran', async () => {
    const bundle = temporaryDirectory();
    writeFiles(bundle, { 'kernel.log': KERNEL_LOG, 'vms/my-cut.2/kernel.log': KERNEL_LOG });
    const { vms, ...first } = verdictOf(bundle);
    const vm = vms['my-cut'] as VmResult;
    const text = await reportPage(bundle, {
      ...first,
      vms: { ...vms, 'my-cut.2': { ...vm, began: 9, logs: 'vms/my-cut.2' } },
    });
    expect(rowsOf(text)[1]).toContain('my-cut.2 <small>my-cut</small>');
    expect(text).toContain('<p class="cut">my-cut</p>');
    expect(text.match(/<section class="vm/g)).toHaveLength(1);
  });

  it('holds no more of the logs of many than twice those of one', async () => {
    const bundle = temporaryDirectory();
    const lines = kernelLog(...Array.from({ length: 9000 }, (_, i) => [i / 1000, 6, `line ${i + 1}`] as const));
    const { vms, ...first } = verdictOfTwo(bundle);
    const names = ['cli', ...Array.from({ length: 8 }, (_, i) => `srv${'abcdefgh'[i]}`)];
    writeFiles(bundle, Object.fromEntries(names.map((name) => [`vms/${name}/kernel.log`, lines])));
    const of = (name: string) => ({ ...(vms['cli'] as VmResult), logs: `vms/${name}` });
    const text = await reportPage(bundle, { ...first, vms: Object.fromEntries(names.map((name) => [name, of(name)])) });
    expect(text.match(/<li id=/g)).toHaveLength(16_000);
    expect(text).toContain('id="srvh.k9000"');
  });
});
