// The guest's side of a suite, in real VMs: what its session hears, in which order, and what a crash leaves of it.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host, RunOptions, VmPlan } from '@rapido/core';
import { findKernel, loadConfig } from '@rapido/core';
import { beforeAll, expect, test } from 'vitest';
import { bootVm } from '../../packages/core/dist/run/boot-vm.js';
import { type OpenVm, withRun } from '../../packages/core/dist/run/open-run.js';
import type { VmEnd } from '../../packages/core/dist/run/vm.js';
import type { SuiteAnswer, SuiteFile, SuiteVm, VmSession } from '../../packages/core/dist/suite/vm-session.js';
import { rapido, SANDBOX } from '../helpers/index.js';
import { project } from '../helpers/project.js';
import { SELF } from '../helpers/user.js';

const CUT = `export const cut = {
  name: 'own-suite',
  suite: { format: 'events', results: '/tmp/results', run: 'run.sh', list: 'list.sh' },
  manifest(m) { m.bin('sha256sum', 'seq'); m.autorun('autorun.sh'); },
};`;
const AUTORUN = `[[ -e /rapido/image.json ]] || exit 1
export FROM_AUTORUN=exported
mkdir -p '/tmp/of the autorun' && cd '/tmp/of the autorun'
`;
const LIST = `echo "listing for $*" >&2
seq -f 't/%03g' 3
printf 't/004 (a section)'
`;
const RUN = `case $RAPIDO_TESTS in an/empty/*) echo $RAPIDO_TESTS end; return ;; esac
echo "$PWD, $FROM_AUTORUN, $*, \${RAPIDO_CONDITION-no condition}"
for name in \${RAPIDO_TESTS:-all}; do
  logger "run test $name"
  test_begin "$name"
  mkdir -p "/tmp/results/$name" && cd "/tmp/results/$name"
  case $name in
    t/001)
      for i in 1 2 3 4 5; do head -c 100000 /dev/urandom >"random $i"; done
      sha256sum random*
      printf 'odd;%%' >$'new\\nline;%\\a'
      head -c 3000000 /dev/zero >large
      test_end skip 'why; 100%'
      ;;
    t/002)
      printf 'bell\\a nul\\0' >binary
      : >empty
      # Sent by whoever starts the next test.
      ;;
    t/003)
      echo lost >lost
      echo c >/proc/sysrq-trigger
      ;;
    *) test_end pass ;;
  esac
done
echo last >/tmp/results/last
(exit 3)
`;

let image: string;

beforeAll(async () => {
  const dir = project({ 'suite.js': CUT, 'autorun.sh': AUTORUN, 'list.sh': LIST, 'run.sh': RUN });
  image = join(SANDBOX, 'suite.img');
  const { status, stderr } = await rapido(['cut', './suite.js', '--out', image], { cwd: dir });
  expect(status, stderr).toBe(0);
});

/** What a session has heard, and how its VM ended. */
interface Heard {
  /** In order: questions, events and paths of files. */
  readonly story: string[];
  readonly labels: string[];
  readonly files: Map<string, SuiteFile>;
  output: string;
  readonly end: VmEnd;
}

/** Boots a VM whose suite is given these answers, one after the other; then it is ended. */
async function bootSuite(answers: readonly SuiteAnswer[], options: Partial<RunOptions> = {}): Promise<Heard> {
  const told: Omit<Heard, 'end'> = { story: [], labels: [], files: new Map(), output: '' };
  const left = [...answers];
  let vm: SuiteVm | undefined;
  const session: VmSession = {
    attach: (attached) => {
      vm = attached;
    },
    output: (data) => {
      told.output += data.toString();
    },
    asked(status) {
      told.story.push(`asked ${status}`);
      const answer = left.shift();
      if (answer) vm?.answer(answer);
      else vm?.end('retired', 'it has heard enough');
    },
    listed: (label) => told.labels.push(label),
    file(file) {
      told.story.push(`file ${file.path}`);
      told.files.set(file.path, file);
    },
    event: (words) => told.story.push(words.join(' ')),
    splat: ({ title }) => told.story.push(title),
    lockdepOff: () => told.story.push('lockdep is off'),
  };
  const end = await withSession(session, options);
  return { ...told, end };
}

async function withSession(session: VmSession, more: Partial<RunOptions>): Promise<VmEnd> {
  const { home, temporary, runtime } = SELF.directories;
  const dirs = {
    config: join(home, 'c'),
    cache: join(home, 'cache'),
    state: join(home, 's'),
    runtime: join(runtime, 'rapido'),
  };
  const variables = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary };
  const environment = { cwd: home, variables, dirs };
  const config = await loadConfig({ environment, settings: {}, sets: [], flags: {} });
  const options: RunOptions = {
    ...{ environment, config, kernel: await findKernel({ config, environment }), boot: 'auto' },
    ...{ interactive: false, keepGoing: false, console: false, allowSplats: [], ignoreSplats: false, dump: false },
    ...more,
  };
  const steps = [{ kind: 'command', text: 'echo a step' }] as const;
  const plan: VmPlan = {
    ...{ name: 'own-suite', image, steps, suite: { args: ['-g', "it's"] } },
    ...{ settings: {}, runFiles: [], append: [], disks: [], get: [] },
  };
  const host: Host = {
    emit() {},
    signal: new AbortController().signal,
    lendTerminal: () => Promise.reject(new Error('There is no terminal.')),
  };
  const vm = { plan, options, isService: false, after: [] };
  return withRun([vm], { name: 'own-suite' }, ({ vms, bundle, work }) => {
    const [open] = vms as [OpenVm];
    return bootVm({ ...open, bundle, work, session, peers: [] }, options, host);
  });
}

test('a crash loses nothing of the tests before: lists, runs what it is told, and sends files before the next test begins', async () => {
  const names = ['t/001', 't/002', 't/003'];
  const { story, labels, files, output, end } = await bootSuite([
    { kind: 'list' },
    { kind: 'tests', names, condition: 'a b' },
  ]);
  expect(labels).toEqual(['t/001', 't/002', 't/003', 't/004 (a section)']);
  expect(output).toContain("listing for -g it's\n/tmp/of the autorun, exported, -g it's, a b\n");
  const at = (what: string) => story.indexOf(what);
  expect(story.slice(0, 3)).toEqual(['asked undefined', 'asked 0', 'test_begin t/001']);
  expect(at('test_end skip why; 100%')).toBeGreaterThan(at('file t/001/large'));
  expect(at('test_begin t/003')).toBeGreaterThan(at('file t/002/binary'));
  expect(end.outcome).toBe('panic');
  for (const index of [1, 2, 3, 4, 5]) {
    const data = files.get(`t/001/random ${index}`)?.data ?? Buffer.alloc(0);
    expect(output).toContain(`${createHash('sha256').update(data).digest('hex')}  random ${index}`);
  }
  expect(files.get('t/001/new\nline;%\x07')?.data.toString()).toBe('odd;%');
  expect(files.get('t/001/large')).toMatchObject({ size: 3_000_000 });
  expect(files.get('t/001/large')?.data.toString()).toContain('1951424 bytes of 3000000 are left out');
  expect(files.get('t/002/binary')?.data).toEqual(Buffer.from('bell\x07 nul\0'));
  expect(files.get('t/002/empty')?.data).toHaveLength(0);
  expect(story.filter((what) => what === 'file t/001/large')).toHaveLength(1);
});

test('everything, and then many tests, in a VM of a saved state; the steps come after the suite', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `an/empty/test/with/a/long/name/${1000 + index}`);
  const answers: SuiteAnswer[] = [{ kind: 'all' }, { kind: 'tests', names }, { kind: 'end' }];
  const { output, story, end } = await bootSuite(answers, { warm: true });
  expect(output).toContain("exported, -g it's, no condition\n");
  expect(story.slice(0, 5)).toEqual(['asked undefined', 'test_begin all', 'test_end pass', 'file last', 'asked 3']);
  expect(output).toContain(`${names.join(' ')} end`);
  expect(end).toMatchObject({ outcome: 'pass', warm: { restored: true } });
  expect(end.steps.map(({ text, status }) => [text, status])).toEqual([
    ['autorun', 0],
    ["suite -g 'it'\\''s'", 0],
    ['echo a step', 0],
  ]);
});

test('a VM that is not needed any more ends at once, and that is no failure', async () => {
  const { end } = await bootSuite([]);
  expect(end).toMatchObject({ outcome: 'pass', exitCode: 0, retired: 'it has heard enough' });
});
