import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../guest/simple-network.sh', import.meta.url));

it('refuses to run on the host', () => {
  const { status, stdout, stderr } = spawnSync('bash', [SCRIPT], { encoding: 'utf8' });
  expect(stderr).toContain('rapido run simple-network');
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
