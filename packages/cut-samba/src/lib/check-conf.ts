import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@rapido/kit';
import { runTestparm } from './run-testparm.js';
import { DIRECTORIES, GUEST_BASE, type SmbConf, smbConfText } from './smb-conf.js';

/** What testparm says of a line that does not count, or of a file that smbd would not take. */
const COMPLAINT =
  /unknown parameter encountered|invalid value|badly formed|missing|error|illegal|not valid|unable|cannot|must be/i;

/** What is wrong with a configuration, as the tree's testparm sees it, or the installed one; none where there is none. */
export async function checkConf(
  conf: SmbConf,
  { tree, signal }: { readonly tree: string | undefined; readonly signal: AbortSignal },
): Promise<readonly Problem[]> {
  const base = mkdtempSync(join(tmpdir(), 'rapido-smb-conf-'));
  try {
    for (const name of DIRECTORIES) mkdirSync(join(base, name), { mode: 0o755 });
    const path = join(base, 'smb.conf');
    const text = smbConfText({ ...conf, base });
    writeFileSync(path, text, { mode: 0o600 });
    const ended = await runTestparm(path, tree, signal);
    if (ended === undefined) return [];
    const complaints = complaintsOf(ended.stderr);
    if (ended.status === 0 && complaints.length === 0) return [];
    return problemsOf(complaints.length > 0 ? complaints : [lastOf(ended.stderr)], { text, base });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** The lines that say what is wrong; that a file could not be loaded is said again behind them. */
function complaintsOf(said: string): readonly string[] {
  const lines = [...new Set(said.split('\n').map((line) => line.trim()))].filter((line) => COMPLAINT.test(line));
  const telling = lines.filter((line) => !/^Error loading services/.test(line));
  return telling.length > 0 ? telling : lines;
}

function lastOf(said: string): string {
  return said.trim().split('\n').at(-1) || 'testparm does not take it';
}

function problemsOf(complaints: readonly string[], conf: { text: string; base: string }): readonly Problem[] {
  const guest = (text: string) => text.replaceAll(conf.base, GUEST_BASE);
  return complaints.map((complaint) => {
    const line = lineOf(complaint, conf.text);
    const where = line === undefined ? '' : ` (smb.conf, line ${line.number}: ${line.text})`;
    return {
      kind: 'usage',
      message: `SAMBA_CONF_EXTRA: testparm says: ${guest(complaint)}${guest(where)}`,
      fix: 'man smb.conf says which parameters there are; an smbd of another version (SAMBA_SRC) may know others.',
    };
  });
}

/** The line that has all that the complaint quotes; of several the last, as the user's are behind ours. */
function lineOf(complaint: string, text: string): { readonly number: number; readonly text: string } | undefined {
  const quoted = [...complaint.matchAll(/["'“]([^"'”]+)["'”]/g)].map(([, word]) => word as string);
  const lines = text.split('\n');
  const index = lines.findLastIndex((line) => quoted.length > 0 && quoted.every((word) => line.includes(word)));
  return index < 0 ? undefined : { number: index + 1, text: (lines[index] as string).trim() };
}
