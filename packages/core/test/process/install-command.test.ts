import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installCommand } from '../../src/process/install-command.js';
import { temporaryDirectory } from '../temporary.js';

const names = { debian: 'dracut-core', fedora: 'dracut', opensuse: 'dracut' };

test.each([
  ['ID=debian\nVERSION_ID="12"\n', 'sudo apt-get install dracut-core'],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'sudo apt-get install dracut-core'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install dracut'],
  ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'sudo zypper install dracut'],
  ['ID=arch\n', 'Install its package (Debian: dracut-core; Fedora: dracut; openSUSE: dracut).'],
])('%j: %s', async (text, command) => {
  const file = join(temporaryDirectory(), 'os-release');
  writeFileSync(file, text);
  expect(await installCommand(names, file)).toBe(command);
});
