import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const GUEST = fileURLToPath(new URL('../../guest/', import.meta.url));
const scripts = [...readdirSync(GUEST), ...readdirSync(`${GUEST}lib`).map((name) => `lib/${name}`)];

it.each(scripts.filter((name) => name.endsWith('.sh')))('%s refuses to run on the host', (name) => {
  const { status, stdout, stderr } = spawnSync('bash', [`${GUEST}${name}`], { encoding: 'utf8' });
  expect(stderr).toContain('rapido run fstests-');
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
