import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pty, SANDBOX, SELF } from '../helpers/index.js';
import { type Booted, boot, booted, cutImage, qemuOf, startBoot, steps } from './vm.js';

/** What is done at the end is told to the kernel's log, which is whole also where the VM is ended. */
const AUTORUN = `
[[ -e /rapido/image.json ]] || exit 1
at_end_note() { at_end bash -c 'echo "at the end: $1, in $PWD, $VALUE" >/dev/kmsg' - "$1"; }
export VALUE='a "value"'
at_end_note 'named first'
at_end_note $'named  last'
cd /tmp || exit
`;
const LAST_FIRST = ['named  last, in /, a "value"', 'named first, in /, a "value"'];
let image = '';

beforeAll(async () => {
  const cut = join(SANDBOX, 'cut');
  mkdirSync(cut);
  writeFileSync(join(cut, 'ending.fest'), 'bin mkfs.ext4\nkmod ext4\nautorun ending.sh\n');
  writeFileSync(join(cut, 'ending.sh'), AUTORUN);
  image = await cutImage([], join(cut, 'ending.fest'));
});

// Two at a time, as they mostly wait.
test('after a failing step, last named first, once each; what fails or takes too long is a warning', async () => {
  const commands = [
    `at_end sleep 1000; at_end bash -c 'echo why >&2; printf "\\e[31mmore\\n"; exit 9'; at_end cd /nowhere`,
    'at_end; [[ $? == 2 ]] || exit 1; for _ in 1 2; do at_end bash -c "echo at the end: twice >/dev/kmsg"; done; exit 7',
  ];
  const failing = boot(image, steps(...commands));
  const late = boot(image, ['--timeout', '30s', '--get', '/tmp/file', ...steps('echo >/tmp/file; sleep 1000')]);

  const { status, stderr, verdict } = await failing;
  expect(status).toBe(7);
  expect(doneIn(verdict.bundle)).toEqual(['twice', ...LAST_FIRST]);
  expect(stderr).toContain('Warning: ending: at_end cd /nowhere: status 1: ');
  expect(stderr).toMatch(/^Warning: ending: at_end bash -c .*: status 9: why; more$/m);
  expect(stderr).toMatch(/^Warning: ending: at_end sleep 1000: it was not done after \d s$/m);

  const timeout = await late;
  expect(timeout).toMatchObject({
    status: 103,
    verdict: { reason: 'not done after 30 s, in step 1 (echo >/tmp/file; sleep 1000)' },
  });
  expect(doneIn(timeout.verdict.bundle)).toEqual(LAST_FIRST);
  expect(vmOf(timeout)).toMatchObject({ files: [{ path: '/tmp/file', complete: true }] });
  expect(vmOf(timeout)?.steps[1]).not.toHaveProperty('status');
});

test('a power-off where nobody is left to say so ends the VM all the same', async () => {
  const { status, verdict } = await boot(image, steps('kill -KILL "$(</rapido/run/agent)"; poweroff; echo never'));
  expect(status).toBe(104);
  expect(verdict.reason).toMatch(/^the guest powered itself off without saying so/);
});

test('a power-off in a step ends what the step runs and unmounts disks, but lets daemons live; a signal waits for the end too', async () => {
  const script = [
    '(setsid sleep 1002 &)',
    'mkfs.ext4 -q /dev/vda && mount /dev/vda /mnt && cd /mnt && exec 9>/mnt/file || exit',
    'sleep 1001 &',
    `at_end bash -c 'for p in /proc/[0-9]*; do mapfile -d "" -t w <$p/cmdline; [[ $w == sleep ]] && s+=" \${w[1]}"; done; echo "at the end:$s" >/dev/kmsg'`,
    `at_end bash -c '[[ $(</proc/mounts) == */dev/vda* ]] || echo "at the end: unmounted" >/dev/kmsg'`,
    'echo "job $RAPIDO_JOB"; poweroff',
  ];
  const off = boot(image, ['--disk', 'size=64M,serial=DISK', ...steps(script.join('\n'), 'echo not run')]);
  const stopped = startBoot(image, steps("echo 'here'; trap '' TERM; sleep 1000; echo 'not ended'; exit 3"));
  await stopped.stdout.waitFor('here\n');
  // As timeout(1) sends it, to all processes of its group.
  process.kill(qemuOf(stopped.pid), 'SIGTERM');
  stopped.kill('SIGTERM');

  const interrupted = await booted(stopped);
  expect(interrupted).toMatchObject({ status: 143, stdout: 'here\n', verdict: { outcome: 'interrupted' } });
  expect(doneIn(interrupted.verdict.bundle)).toEqual(LAST_FIRST);

  const ended = await off;
  expect(ended).toMatchObject({ status: 104, stdout: 'job 1\n' });
  expect(vmOf(ended)?.steps.map(({ status }) => status)).toEqual([0, 0, undefined]);
  const [unmounted, daemons, ...others] = doneIn(ended.verdict.bundle);
  expect(unmounted).toBe('unmounted');
  expect(daemons?.split(' ')).toContain('1002');
  expect(daemons?.split(' ')).not.toContain('1001');
  expect(others).toEqual(LAST_FIRST);
});

test('what a step ends with while the VM is powered off counts; what is said is cut off; a full root ends all the same', async () => {
  const ends = 'kill -s USR1 "$(</rapido/run/agent)"; until [[ -e /rapido/run/ending ]]; do :; done; exit 7';
  const ending = boot(image, steps(`at_end base64 -w 100 /dev/zero; ${ends}`));
  const full = boot(image, [
    '--timeout',
    '5m',
    ...steps('i=0; while : >"/tmp/$((i++))"; do :; done 2>/dev/null; exit 6'),
  ]);

  const { status, stderr, verdict } = await ending;
  expect(status, stderr).toBe(7);
  expect(stderr).toMatch(/^Warning: ending: at_end base64 -w 100 \/dev\/zero: .*: A+; [A; ]+$/m);
  expect(doneIn(verdict.bundle)).toEqual(LAST_FIRST);

  const { verdict: ofFull, ...ended } = await full;
  expect(ended).toMatchObject({ status: 6 });
  expect(doneIn(ofFull.bundle)).toEqual(LAST_FIRST);
});

test('on a terminal: Ctrl-C in batch mode, and the end of the shell', async () => {
  const batch = pty(['boot', image, '-x', 'echo here; sleep 1000'], { columns: 200 });
  await batch.waitFor(/^here/m);
  batch.write('\x03');
  expect(await batch.status).toBe(130);
  expect(doneIn(lastBundle())).toEqual(LAST_FIRST);

  const shell = pty(['boot', image], { columns: 200 });
  await shell.waitFor(/rapido\d+:.*# /);
  shell.write(
    'sleep 1003 & at_end bash -c "echo so ends it; exit 5"; at_end bash -c "kill -0 $! || echo at the end: killed >/dev/kmsg"\r',
  );
  await shell.waitFor(/\[1\] \d+/);
  shell.write('exit 3\r');
  expect(await shell.status).toBe(3);
  expect(shell.screen.text).toMatch(/Warning:\S* ending: at_end bash .*: status 5: so ends it/);
  expect(doneIn(lastBundle())).toEqual(['killed', ...LAST_FIRST]);
});

/** What the kernel's log of a bundle says of it, in order. */
function doneIn(bundle: string): string[] {
  const log = readFileSync(join(bundle, 'kernel.log'), 'utf8');
  return [...log.matchAll(/ at the end: ?(.*)$/gm)].map(([, text = '']) => text);
}

function vmOf({ verdict }: Booted) {
  return verdict.vms[verdict.vm];
}

/** Bundles are named by their time. */
function lastBundle(): string {
  const runs = join(SELF.directories.home, '.local/state/rapido/runs');
  return join(runs, readdirSync(runs).sort().at(-1) ?? '');
}
