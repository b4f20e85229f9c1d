import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const GUEST = fileURLToPath(new URL('../../guest', import.meta.url));
const AUTORUNS = readdirSync(GUEST).filter((name) => name.endsWith('.sh'));

it.each(AUTORUNS)('%s refuses to run on the host', (name) => {
  const { status, stdout, stderr } = spawnSync('bash', [`${GUEST}/${name}`], { encoding: 'utf8' });
  expect(stderr).toContain(`rapido run ${name.replace('.sh', '')}`);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
