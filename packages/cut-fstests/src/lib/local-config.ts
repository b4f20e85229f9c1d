import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@rapido/kit';
import { words } from './programs.js';
import type { SuiteValues } from './settings.js';

/** Where the guest has it; `check` is told so by HOST_OPTIONS. */
const DEST = '/etc/fstests/local.config';

/** What Rapido decides: devices, where they are mounted, and where results go. */
const OURS = words(`
  TEST_DEV TEST_DIR TEST_LOGDEV TEST_RTDEV SCRATCH_DEV SCRATCH_MNT SCRATCH_DEV_POOL SCRATCH_LOGDEV SCRATCH_RTDEV LOGWRITES_DEV
  RESULT_BASE
`);

/** What a section does not take over from one before it that is of another file system. */
const OF_FILE_SYSTEM = words('FSTYP MKFS_OPTIONS MOUNT_OPTIONS TEST_FS_MOUNT_OPTS FSCK_OPTIONS USE_EXTERNAL');

export interface MergedConfig {
  readonly text: string;
  /** What was left out, a line each. */
  readonly notes: readonly string[];
}

/** Appends the user's configuration, without what Rapido decides; sent per run, since it may hold passwords. */
export function addLocalConfig(m: Manifest, settings: SuiteValues, fstyps: readonly string[]): void {
  const asked = settings.FSTESTS_CONFIG;
  const path = asked ?? join(settings.FSTESTS_SRC, 'local.config');
  if (!existsSync(path)) {
    if (asked !== undefined) {
      const fix = 'Correct FSTESTS_CONFIG, or leave it away.';
      m.problem({ kind: 'usage', message: `FSTESTS_CONFIG: there is no file ${asked}.`, fix });
    }
    return;
  }
  const given = Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const { text, notes } = mergeLocalConfig(readFileSync(path, 'utf8'), { fstyps, given });
  m.data(DEST, text, { secret: true });
  m.data('/etc/fstests/notes', notes.map((note) => `${path}: ${note}\n`).join(''), { perRun: true });
}

interface Section {
  readonly name?: string;
  readonly lines: readonly string[];
}

/**
 * A configuration of xfstests (its README.config-sections) without the assignments that Rapido makes, and without the sections of
 * file systems that the cut is not for. In one without sections, settings of Rapido (`given`) go before it.
 */
export function mergeLocalConfig(
  source: string,
  { fstyps, given }: { readonly fstyps: readonly string[]; readonly given: readonly string[] },
): MergedConfig {
  const sections = readSections(source);
  const notes: string[] = [];
  if (sections.length === 1) {
    const { kept, dropped } = without(sections[0]?.lines ?? [], [...OURS, 'FSTYP', ...given]);
    return { text: lines(kept), notes: droppedNote(dropped) };
  }
  const text: string[] = [];
  const dropped = new Set<string>();
  let fstyp: string | undefined;
  let carried: string[] = [];
  for (const section of sections) {
    const own = without(section.lines, OURS);
    for (const name of own.dropped) dropped.add(name);
    fstyp = own.kept.map((line) => assignment(line)).findLast((found) => found?.name === 'FSTYP')?.value ?? fstyp;
    if (section.name === undefined) continue;
    if (fstyp !== undefined && !fstyps.includes(fstyp)) {
      notes.push(`the section ${section.name} is of ${fstyp}: not for this cut`);
      carried = [...carried, ...without(own.kept, OF_FILE_SYSTEM).kept];
      continue;
    }
    text.push(`[${section.name}]`, ...carried, ...own.kept);
    carried = [];
  }
  return { text: lines(text), notes: [...droppedNote([...dropped]), ...notes] };
}

/** The lines before the first section, and those of each. */
function readSections(source: string): Section[] {
  const sections: { name?: string; lines: string[] }[] = [{ lines: [] }];
  for (const line of source.split(/\r?\n/)) {
    const name = /^\[([\w-]*)\]/.exec(line)?.[1];
    if (name !== undefined) sections.push({ name, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function without(all: readonly string[], names: readonly string[]): { kept: string[]; dropped: string[] } {
  const dropped: string[] = [];
  const kept = all.filter((line) => {
    const name = assignment(line)?.name;
    if (name === undefined || !names.includes(name)) return true;
    dropped.push(name);
    return false;
  });
  return { kept, dropped };
}

function assignment(line: string): { name: string; value: string } | undefined {
  const [, name, value = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^"'#]*)/.exec(line) ?? [];
  return name === undefined ? undefined : { name, value: value.trim() };
}

function droppedNote(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`left out, for Rapido sets them: ${[...new Set(names)].join(' ')}`];
}

function lines(text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join('');
}
