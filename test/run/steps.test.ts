import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { rapido, SANDBOX, SELF, start, temporaryDirectory } from '../helpers/index.js';
import { boot, cutImage, steps } from './vm.js';

const AUTORUN = `
[[ -e /rapido/image.json ]] || exit 1
mkdir -p '/tmp/ä b' && cd '/tmp/ä b' || exit
export TEXT=$'two\\nlines "double" \\'single\\' $x'
private=1
echo 'from autorun'
`;
let image = '';

beforeAll(async () => {
  const cut = join(SANDBOX, 'cut');
  mkdirSync(cut);
  writeFileSync(join(cut, 'steps.fest'), 'bin perl\nautorun steps.sh\n');
  writeFileSync(join(cut, 'steps.sh'), AUTORUN);
  image = await cutImage([], join(cut, 'steps.fest'));
});

test('run cuts, boots, greets and gives the output of its steps alone on standard output', async () => {
  const { status, stdout, stderr } = await rapido(['run', 'simple-example', '-x', 'uname -r', '-x', 'echo $RAPIDO_VM']);
  expect(status).toBe(0);
  const [release, vm] = stdout.trimEnd().split('\n');
  expect(stderr).toContain(`Hello from Linux ${release}, in VM ${vm}.\n`);
  expect(stderr).toContain('\npass: all 2 steps ended with status 0\n');
});

test('steps run in order, where the autorun left off, each as a process of its own', async () => {
  const directory = temporaryDirectory();
  const script = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return ['-f', name];
  };
  const { status, stdout, stderr, verdict } = await boot(
    image,
    [
      ...steps('echo "1 $PWD|$TEXT|${private-unset}"'),
      ...script('bash script.sh', '#!/bin/bash\n[[ $PWD == "/tmp/ä b" ]] && echo "2 bash $0"'),
      ...steps('export LATER=1; cd /; echo 3'),
      ...script('sh', '#!/bin/sh\necho "4 ${LATER-unset} $PWD"; echo error >&2; echo "4 again"'),
      ...steps('type -t wait_for mount_once disk_by_serial die && wait_for 1 true && ! wait_for 1 false'),
      ...script('perl', '#!/usr/bin/env -S perl -w\nprint "6 ", readlink "/proc/self/cwd", " $ENV{TEXT}\\n"; exit 9'),
      ...steps('cat; echo 7; die because', 'echo "not run"'),
    ],
    { cwd: directory, input: 'not for steps' },
  );
  const text = 'two\nlines "double" \'single\' $x';
  const printed = [
    `1 /tmp/ä b|${text}|unset`,
    '2 bash /rapido/run/step-2',
    '3',
    '4 unset /tmp/ä b\nerror\n4 again',
    'function\nfunction\nfunction\nfunction',
    `6 /tmp/ä b ${text}`,
  ];
  expect(stdout).toBe(`${printed.join('\n')}\n`);
  expect(status).toBe(9);
  expect(stderr).toContain(`\nfail, exit code 9: step 6 (${join(directory, 'perl')}) ended with status 9\n`);
  const { vms } = verdict;
  expect(vms[verdict.vm]?.steps.map((step) => step.status)).toEqual([0, 0, 0, 0, 0, 0, 9, undefined, undefined]);
});

test('output comes as it is: every byte, a million of them, and no newline at the end', async () => {
  const file = join(temporaryDirectory(), 'output');
  const commands = [
    `for byte in {0..255}; do printf "\\\\x$(printf %x "$byte")"; done`,
    `printf '%07d\\n' {1..131072}`,
    `printf '\\e]rapido;0123456789abcdef;1;end\\a\\e]rapido;'`,
    `printf 'no newline'`,
  ];
  const command = [process.execPath, SELF.cli, 'boot', image, ...steps(...commands)];
  const { status, stderr } = await start(['sh', '-c', 'file=$1; shift; exec "$@" >"$file"', 'sh', file, ...command])
    .result;
  expect(status, stderr).toBe(0);
  const lines = Array.from({ length: 131072 }, (_, index) => `${String(index + 1).padStart(7, '0')}\n`);
  const expected = Buffer.concat([
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    Buffer.from(lines.join('')),
    Buffer.from('\x1b]rapido;0123456789abcdef;1;end\x07\x1b]rapido;no newline'),
  ]);
  expect(readFileSync(file).equals(expected)).toBe(true);
});

test('--keep-going runs what comes after a failing step; --json and --console each have their stream', async () => {
  const args = ['--keep-going', '--json', ...steps('exit 7', 'echo second; exit 200', 'true')];
  const { status, stdout, stderr } = await rapido(['boot', image, ...args]);
  expect(status).toBe(7);
  expect(stderr).toBe('');
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict).toMatchObject({
    schema: 1,
    outcome: 'fail',
    exitCode: 7,
    vm: 'steps',
    reason: 'step 1 (exit 7) ended with status 7',
    kernel: {
      release: expect.stringMatching(/^\d+\.\d+/),
      buildId: expect.stringMatching(/^(sha256:)?[0-9a-f]{40,}$/),
    },
    accelerator: expect.stringMatching(/^(kvm|tcg)$/),
    bundle: expect.stringContaining('/rapido/runs/'),
  });
  expect(verdict.vms).toMatchObject({
    steps: {
      outcome: 'fail',
      steps: [
        { text: 'autorun', status: 0, seconds: expect.any(Number) },
        { text: 'exit 7', status: 7 },
        { text: 'echo second; exit 200', status: 200 },
        { text: 'true', status: 0 },
      ],
      seconds: expect.any(Number),
    },
  });
  expectBundle(verdict);
});

/** The logs of a run: whole, and nobody else's business. */
function expectBundle(verdict: Verdict): void {
  const { bundle } = verdict;
  const file = (name: string) => readFileSync(join(bundle, name), 'utf8');
  expect(readdirSync(bundle).sort()).toEqual([
    ...['console.log', 'kernel.log', 'manifest.fest', 'qemu.txt', 'report.html', 'result.json', 'settings.json'],
  ]);
  expect(JSON.parse(file('result.json'))).toEqual(verdict);
  expect(file('qemu.txt')).toMatch(/^\S*qemu-system-x86_64 .* -initrd .*\n$/);
  expect(file('kernel.log')).toContain(`Linux version ${verdict.kernel.release}`);
  expect(file('console.log')).toMatch(/^ *\d+\.\d{3}\| from autorun\n *\d+\.\d{3}\| second$/m);
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(mode(bundle)).toBe('700');
  for (const name of readdirSync(bundle)) expect(`${name} ${mode(join(bundle, name))}`).toBe(`${name} 600`);
}

test('--console shows the serial console on standard error, and nothing of it on standard output', async () => {
  const { status, stdout, stderr } = await boot(image, [
    '--console',
    ...steps('echo mine; echo "<1>hello" >/dev/kmsg'),
  ]);
  expect(status).toBe(0);
  expect(stdout).toBe('mine\n');
  expect(stderr).toContain('Linux version ');
  expect(stderr).toMatch(/^\[ *\d+\.\d+\] hello\r?$/m);
});
