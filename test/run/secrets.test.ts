import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SANDBOX, SELF, startRapido, temporaryDirectory } from '../helpers/index.js';
import { booted, steps } from './vm.js';

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const SECRET = `${PRINTABLE}ünïcödé€ `;
const PASSWORD_FILE = `user\n${SECRET}`;

const CUT = `export const cut = {
  name: 'vault',
  summary: '',
  settings: { MY_USER: { type: 'string', summary: '' }, MY_PW: { type: 'string', summary: '', secret: true } },
  manifest(m, { settings }) {
    m.data('/root/open', \`\${settings.MY_USER} lies in the image\`);
    m.data('/root/password', \`user\\n\${settings.MY_PW}\`, { secret: true });
    m.autorun('auto.sh');
  },
};
`;

const IN_GUEST = [
  'printf %s "$MY_PW" >/host/value; cat /root/password >/host/file; ls -l /root/password; ls -ld /rapido/run',
  'for file in /proc/[0-9]*/cmdline; do mapfile -d "" words <"$file"; [[ ${words[*]} != *"$MY_PW"* ]] || echo "$file"; done',
  'dmesg >/host/dmesg; echo waiting; wait_for 100 test -e /host/go',
];

test('a secret reaches the guest as it is, and nothing else', async () => {
  const directory = temporaryDirectory();
  const share = join(directory, 'share');
  mkdirSync(share);
  const quoted = SECRET.replace(/["\\$`]/g, '\\$&');
  const conf = `MY_USER=me\nMY_PW="${quoted}"\nVIRTFS_SHARE_PATH=\${RAPIDO_DIR}/share\n`;
  writeFileSync(join(directory, 'rapido.conf'), conf, { mode: 0o600 });
  writeFileSync(join(directory, 'my-cut.js'), CUT);
  writeFileSync(join(directory, 'auto.sh'), '[[ -e /rapido/image.json ]] || exit 1\n[[ $MY_PW ]]\n');

  const running = startRapido(['run', './my-cut.js', '--console', ...steps(...IN_GUEST)], { cwd: directory });
  await running.stdout.waitFor('waiting\n');
  const inGuest = (name: string) => readFileSync(join(share, name), 'utf8');
  expect(inGuest('value')).toBe(SECRET);
  expect(inGuest('file')).toBe(PASSWORD_FILE);
  expect(inGuest('dmesg')).not.toContain(SECRET);
  expect(commandLines().find((line) => line.includes('qemu-system') && line.includes(SANDBOX))).toBeDefined();
  expect(commandLines().filter(tells)).toEqual([]);
  // Where the guest has put it, and in rapido.conf with backslashes.
  const told = [join(share, 'file'), join(share, 'value')];
  expect(filesThatTell()).toEqual(told);
  writeFileSync(join(share, 'go'), '');

  const { status, stdout, stderr, verdict } = await booted(running);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^-rw-------.* \/root\/password\ndrwx------.* \/rapido\/run\nwaiting\n$/);
  expect(tells(stdout) || tells(stderr)).toBe(false);
  expect(filesThatTell()).toEqual(told);
  const image = readFileSync(join(directory, 'initrds/vault.img'));
  expect(image.includes('me lies in the image')).toBe(true);
  expect(files(SELF.directories.home)).toContain(join(verdict.bundle, 'console.log'));
});

/** Whether a text has the secret in it, plainly or as it is sent. */
function tells(text: string | Buffer): boolean {
  const sent = Buffer.from(PASSWORD_FILE).toString('base64');
  const shell = SECRET.replaceAll("'", `'\\''`);
  return [SECRET, sent, shell, JSON.stringify(SECRET).slice(1, -1)].some((form) => text.includes(form));
}

function filesThatTell(): string[] {
  return files(SANDBOX)
    .filter((path) => tells(readFileSync(path)))
    .sort();
}

function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Of every process on this machine; one may end while it is looked at. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    });
}
