import { describe, expect, it } from 'vitest';
import { smbConfText } from '../../src/lib/smb-conf.js';

const PARAMETERS = { path: '/srv/share' };

describe('smbConfText', () => {
  it('is a server with one share, which may be written to', () => {
    const text = smbConfText({ share: 'my data', parameters: PARAMETERS });
    const [, share] = text.split('[my data]\n');
    expect(share).toBe('\tread only = no\n\tpath = /srv/share\n');
    expect(text).toMatch(/^\[global\]$/m);
    expect(text).not.toContain('SAMBA_CONF_EXTRA\n');
  });

  it("has the user's lines behind its own, and before the share", () => {
    const text = smbConfText({ share: 'test', parameters: PARAMETERS, extra: 'smb ports = 4450\nlog level = 3\n' });
    expect(text).toMatch(/smb ports = 445\n[\s\S]*\nsmb ports = 4450\nlog level = 3\n\n\[test\]\n/);
  });

  it('is not continued by a line that ends in a backslash', () => {
    const text = smbConfText({ share: 'test', parameters: PARAMETERS, extra: 'comment = a \\' });
    expect(text).toContain('comment = a \\\n\n[test]\n');
  });

  it("keeps Samba's state below one directory", () => {
    const text = smbConfText({ share: 'test', parameters: PARAMETERS, base: '/base' });
    expect(text).toContain('\tprivate dir = /base/private\n');
    expect(text).toContain('\tstate directory = /base/state\n');
    expect(text).not.toContain('/run/');
  });
});
