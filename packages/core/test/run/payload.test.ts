import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clockCall, runPayload } from '../../src/run/payload.js';
import type { VmPlan } from '../../src/run/types.js';
import { temporaryDirectory } from '../temporary.js';

const plan: VmPlan = {
  name: 'vm',
  image: '/x.img',
  steps: [{ kind: 'command', text: "echo 'a' && exit 7" }],
  settings: { CIFS_PW: `p@ss "w$rd', \\%\nline two `, EMPTY: '' },
  runFiles: [],
  append: [],
  disks: [],
  get: ['/var/log/*.xml'],
};
const options = {
  number: 3,
  job: 2,
  hostname: 'rapido3',
  interactive: false,
  nonce: 'n0nce',
  keepGoing: true,
  terminal: { rows: 50, columns: 200, type: 'xterm' },
  modules: ['virtio_pci', 'virtio_blk'],
  dynamicDebug: ['module rbd +pf'],
  peers: [],
  waitsFor: [],
  stays: false,
};

/** Lets the guest's own shell read a payload, with `files` landing in a directory of the test's. */
function inGuest(payload: Buffer, script: string): string {
  const dir = temporaryDirectory();
  const guest = new URL('../../guest/payload.sh', import.meta.url).pathname;
  writeFileSync(join(dir, 'payload'), payload);
  const setup = `. "${guest}"; payload_file() { printf 'file <%s> <%s> <%s>\\n' "$@"; }; write_command() { printf 'command <%s> <%q>\\n' "$@"; }; . "${dir}/payload"; ${script}`;
  return execFileSync('bash', ['-c', setup]).toString();
}

test('every character of a setting reaches the guest', async () => {
  const payload = await runPayload(plan, options);
  expect(inGuest(payload, 'printf %s "$CIFS_PW"').split('\n').slice(1).join('\n')).toBe(plan.settings['CIFS_PW']);
});

test('the guest takes the rest as it was meant', async () => {
  const payload = await runPayload(plan, { ...options, share: '/host' });
  const printed = inGuest(
    payload,
    'echo "$RAPIDO_VM $RAPIDO_JOB $RAPIDO_NAME $RAPIDO_HOSTNAME $mode $nonce $keep_going $share $rows $columns $TERM ${device_modules[*]} ${dynamic_debug[0]} ${step_kinds[*]}"',
  );
  expect(printed).toContain(
    '3 2 vm rapido3 batch n0nce yes /host 50 200 xterm virtio_pci virtio_blk module rbd +pf autorun command',
  );
});

test('the guest knows the VMs of the run, which it waits for, and that it stays for others', async () => {
  const peers = [
    { name: 'srv', cut: 'my-server', number: 1, address: '192.168.155.101' },
    { name: 'vm', cut: 'my-cut', number: 3 },
  ];
  const payload = await runPayload(plan, { ...options, peers, waitsFor: ['srv', 'other'], stays: true });
  const dir = temporaryDirectory();
  const [payloadScript, library] = ['payload.sh', 'lib.sh'].map((name) => {
    const guest = new URL(`../../guest/${name}`, import.meta.url).pathname;
    return `. <(sed 's,/rapido/run/,,g' '${guest}')`;
  });
  writeFileSync(join(dir, 'payload'), payload);
  const script = `${payloadScript}; . ./payload; ${library}; echo "$waits_for|$stays"; vms; vms my-server; vms none; echo $?`;
  const printed = execFileSync('bash', ['-c', script], { cwd: dir }).toString();
  expect(printed).toBe('srv other|yes\nsrv 192.168.155.101\nvm -\nsrv 192.168.155.101\n1\n');
});

test('a terminal that nobody knows is taken for the usual one', async () => {
  const payload = await runPayload(plan, { ...options, terminal: { ...options.terminal, type: 'of-tomorrow' } });
  expect(inGuest(payload, 'echo "$TERM"')).toContain('\nxterm-256color\n');
});

test('the guest can show what each step is', async () => {
  const payload = await runPayload({ ...plan, steps: [...plan.steps, { kind: 'command', text: 'a\n"b"' }] }, options);
  expect(inGuest(payload, 'printf "<%s>" "${step_titles[@]}"')).toMatch(/<autorun><echo 'a' && exit 7><a\n"b">$/);
});

test('steps and files travel whole, binary scripts too', async () => {
  const script = join(temporaryDirectory(), 'script');
  writeFileSync(script, Buffer.from([0x7f, 0x45, 0, 255, 10]));
  const runFiles = [{ dest: '/etc/creds', text: 'user=me\n', mode: 0o600, secret: true }];
  const payload = await runPayload(
    { ...plan, steps: [...plan.steps, { kind: 'script', path: script }], runFiles },
    options,
  );
  const lines = inGuest(payload, '').trimEnd().split('\n');
  expect(lines).toEqual([
    `file </etc/creds> <600> <${Buffer.from('user=me\n').toString('base64')}>`,
    String.raw`command </rapido/run/step-1> <echo\ \'a\'\ \&\&\ exit\ 7>`,
    `file </rapido/run/step-2> <0700> <${Buffer.from([0x7f, 0x45, 0, 255, 10]).toString('base64')}>`,
  ]);
});

test('a script that is not there is a usage error', async () => {
  const steps = [{ kind: 'script', path: '/nowhere/x.sh' } as const];
  await expect(runPayload({ ...plan, steps }, options)).rejects.toMatchObject({
    code: 'ERR_RAPIDO_USAGE',
    exitCode: 129,
  });
});

test('a restored guest sets its clock, and says when it cannot be', () => {
  const set = clockCall(new Date('2026-01-02T03:04:05.678Z'));
  const date = (status: number) => `date() { echo "date $*" >&2; return ${status}; }; fail() { echo "failed: $*"; };`;
  expect(set.toString()).toBe("payload_clock '1767323045.678'\n");
  const guest = new URL('../../guest/payload.sh', import.meta.url).pathname;
  const run = (status: number) => {
    const script = `. <(sed "s,/rapido/run/,,g" "${guest}"); ${date(status)} eval "$1"; cat clock`;
    return execFileSync('bash', ['-c', script, '-', set.toString()], { cwd: temporaryDirectory() }).toString();
  };
  expect(run(0)).toBe('date -s @1767323045.678\n');
  expect(run(1)).toMatch(/^failed: setting the clock: date -s @1767323045.678\n/);
});

test('the suite is the first step after the autorun, with its arguments as they were typed', async () => {
  const suite = { args: ['-g', "qu'i ck", '*', ''] };
  const payload = await runPayload({ ...plan, suite }, { ...options, results: '/t/re sults' });
  const printed = inGuest(payload, 'echo "${step_kinds[*]}|${step_titles[1]}|$results"');
  expect(printed).toContain(`autorun suite command|suite -g 'qu'\\''i ck' '*' ''|/t/re sults\n`);
  const [, quoted = ''] = /^command <\S+step-1> <(.*)>$/m.exec(printed) ?? [];
  // As it was printed by %q, of a script that has its words quoted once more.
  const words = execFileSync('bash', [
    '-c',
    `eval "script=$1"; eval "set -- $script"; printf '<%s>' "$@"`,
    '-',
    quoted,
  ]);
  expect(words.toString()).toBe("<.></rapido/suite/runner><-g><qu'i ck><*><>");
});
