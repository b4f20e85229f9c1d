import { expect, it } from 'vitest';
import { shell } from '../support.js';

it.each([
  ['/smb/a-b_c.d', '/smb/a-b_c.d'],
  ['://fd00::1/x,y', '://fd00::1/x,y'],
  ['a b', 'a\\ b'],
  ['x&y$z#"\'', 'x\\&y\\$z\\#\\"\\\''],
])('a word of a map has no meaning but its own: %s', (TEXT, word) => {
  expect(shell(['autofs'], 'autofs_word "$TEXT"', { env: { TEXT } }).stdout).toBe(`${word}\n`);
});

it('knows the directories of master maps, and of direct maps their keys', () => {
  const script = `
    places=()
    autofs_places '/smb /etc/auto.x --timeout 5'
    autofs_places "/- file:$T/direct"
    printf '%s\\n' "\${places[@]}"`;
  const files = { direct: '# a comment\n/nfs/a -fstype=nfs srv:/a\n/smb/a\\ b -fstype=cifs ://srv/a\\ b\n' };
  expect(shell(['autofs'], script, { files }).stdout).toBe('/smb\n/nfs/a\n/smb/a b\n');
});
