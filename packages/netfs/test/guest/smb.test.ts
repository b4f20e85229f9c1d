import { describe, expect, it } from 'vitest';
import { shell } from '../support.js';

describe('what is mounted', () => {
  it.each([
    ['srv', 'test', '//srv/test'],
    ['fd00::1', 'a b', '//fd00::1/a b'],
    ['[fd00::1]', 'test', '//fd00::1/test'],
  ])('of %s and %s is %s', (CIFS_SERVER, share, device) => {
    expect(shell(['smb'], 'smb_device "$1"'.replace('$1', share), { env: { CIFS_SERVER } }).stdout).toBe(`${device}\n`);
  });

  it('is nothing without a server', () => {
    const { stderr, stdout } = shell(['smb'], 'smb_device test || echo none');
    expect(stdout).toBe('none\n');
    expect(stderr).toContain('CIFS_SERVER is not set');
  });

  it.each([
    ['', ''],
    ['vers=3.1.1,seal', ',vers=3.1.1,seal'],
    ['-o seal', ',seal'],
    ['-oseal', ',seal'],
  ])('has the options of "%s", and names the file of the password', (CIFS_MOUNT_OPTS, options) => {
    const { stdout } = shell(['smb'], 'smb_options', { env: { CIFS_MOUNT_OPTS } });
    expect(stdout).toBe(`credentials=/etc/cifs/credentials${options}\n`);
  });
});

describe('a failure is explained', () => {
  const explain = (kernel_said: string, said = '', status = 32) =>
    shell(['smb-explain'], `share=test; explain_smb ${status} || echo unknown`, {
      env: { CIFS_SERVER: 'srv', CIFS_USER: 'me', CIFS_MOUNT_OPTS: 'seal', kernel_said, said },
    }).stdout;

  it.each([
    [
      'CIFS: Status code returned 0xc000006d STATUS_LOGON_FAILURE',
      'mount error(13)',
      'srv refuses the user me or the password',
    ],
    ['CIFS: VFS: BAD_NETWORK_NAME: \\\\srv\\test', 'mount error(2)', 'srv has no share "test"'],
    ['CIFS: Status code returned 0xc0000072 STATUS_ACCOUNT_DISABLED', 'mount error(13)', 'does not let it in'],
    ['CIFS: Status code returned 0xc0000022 STATUS_ACCESS_DENIED', 'mount error(13)', 'may not use the share "test"'],
    ['CIFS: VFS: smb3_crypto_aead_allocate: Failed alloc encrypt aead', 'mount error(2)', 'lacks a cipher or hash'],
    ['CIFS: VFS: Could not allocate crypto cmac(aes)', 'mount error(2)', 'lacks a cipher or hash'],
    [
      "CIFS: VFS: \\\\srv IPC: server doesn't support encryption",
      'mount error(95)',
      'does not encrypt by this dialect',
    ],
    ['CIFS: VFS: unknown or missing server auth type, use krb5', 'mount error(2)', 'look at sec='],
    ['', 'mount error(95): Operation not supported', 'does not speak the SMB dialect'],
    ['', 'mount error(22): Invalid argument', 'does not take one of the options (CIFS_MOUNT_OPTS=seal)'],
    ['', 'mount error: could not resolve address for srv: Unknown error', 'finds no address of srv'],
    ['', 'mount error(111): could not connect to 192.0.2.1', 'Nothing listens at srv'],
    ['', 'mount error(113): could not connect to 192.0.2.1', 'srv does not answer at port 445'],
    ['', 'mount error(19): No such device', 'CONFIG_CIFS'],
  ])('%s %s', (kernel, said, text) => {
    expect(explain(kernel, said)).toContain(text);
  });

  it('by its time alone, or not at all', () => {
    expect(explain('', '', 124)).toContain('does not answer');
    expect(explain('', 'mount: odd', 1)).toBe('unknown\n');
  });
});
