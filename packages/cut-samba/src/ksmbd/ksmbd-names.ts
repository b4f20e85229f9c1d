import type { Problem } from '@rapido/kit';
import { type SmbNames, smbServerNameProblems } from '@rapido/netfs';

/** In bytes of UTF-8; ksmbd.conf(5) and ksmbd.adduser(8) have the limits. That of passwords, 128, is everybody's. */
const LONGEST = { CIFS_SHARE: 63, CIFS_USER: 47 } as const;

/** What begins a comment in ksmbd.conf(5), wherever it stands. */
const COMMENT = '#';

/** Why ksmbd cannot have such a share or user; [] where it can. */
export function ksmbdNameProblems(names: SmbNames): readonly Problem[] {
  return [...smbServerNameProblems(names), ...lengthProblems(names), ...commentProblems(names)];
}

function lengthProblems(names: SmbNames): readonly Problem[] {
  return Object.entries(LONGEST).flatMap(([setting, longest]) => {
    const length = Buffer.byteLength(names[setting as keyof SmbNames]);
    if (length <= longest) return [];
    return [{ kind: 'usage', message: `${setting}: ksmbd takes at most ${longest} bytes, this has ${length}` }];
  });
}

function commentProblems({ CIFS_SHARE }: SmbNames): readonly Problem[] {
  if (!CIFS_SHARE.includes(COMMENT)) return [];
  return [{ kind: 'usage', message: `CIFS_SHARE: no share of ksmbd has ${COMMENT} in its name` }];
}
