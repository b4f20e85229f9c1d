import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { pty, SELF } from '../helpers/index.js';
import { cutImage } from './vm.js';

let image = '';

beforeAll(async () => {
  image = await cutImage();
});

test('without steps on a terminal, the console is on it and in a log of our own', async () => {
  const terminal = pty(['boot', image, '--append', 'my.parameter'], { columns: 133, rows: 44 });
  await terminal.waitFor(/Hello from Linux \S+, in VM \d+\./);
  await terminal.waitFor(/rapido\d+:.*# /);
  terminal.write('stty size; echo $TERM; type -t disk_by_serial; cat /proc/cmdline\r');
  await terminal.waitFor(/44 133\s+xterm-256color\s+function\s+console=ttyS0 [^\r]* my\.parameter\s/);
  terminal.write('shutdown\r');
  expect(await terminal.status).toBe(0);
  const runs = join(SELF.directories.home, '.local/state/rapido/runs');
  const log = join(runs, readdirSync(runs)[0] ?? '', 'console.log');
  expect(readFileSync(log, 'utf8')).toContain('44 133');
  expect((statSync(log).mode & 0o777).toString(8)).toBe('600');
});
