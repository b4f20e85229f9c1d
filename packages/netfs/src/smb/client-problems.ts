import type { Problem } from '@rapido/kit';
import { mountOptionProblems } from '../mount-options.js';
import { isServer } from '../server.js';
import type { SmbClientValues } from '../settings.js';
import { nameProblems, smbNameProblems } from './names.js';

/** Characters that no domain has, by NetBIOS or DNS ([MS-NBTE], RFC 1123), and a blank. */
const NOT_IN_DOMAIN = ' "*+,/:;<=>?[\\]|';
const LONGEST_DOMAIN = 255;
/** What CIFS_USER, CIFS_PW and CIFS_DOMAIN are for; results and the guest's logs show options. */
const OWN_OPTION = /(?:^(?:-o)?|[\s,])(pass(?:word)?2?|cred(?:entials)?|user(?:name)?|dom(?:ain)?|workgroup)=/i;
const SETTINGS: readonly (readonly [RegExp, string])[] = [
  [/^user/i, 'CIFS_USER'],
  [/^(dom|workgroup)/i, 'CIFS_DOMAIN'],
  [/^pass/i, 'CIFS_PW'],
];

/** What no client of SMB can do anything with, whatever the server is. */
export function smbClientProblems(settings: SmbClientValues): readonly Problem[] {
  const { CIFS_SERVER, CIFS_DOMAIN, CIFS_MOUNT_OPTS } = settings;
  const domain = { refused: NOT_IN_DOMAIN, longest: LONGEST_DOMAIN, what: 'domain' };
  return [
    ...serverProblems(CIFS_SERVER),
    ...smbNameProblems(settings),
    ...(CIFS_DOMAIN === undefined ? [] : nameProblems('CIFS_DOMAIN', CIFS_DOMAIN, domain)),
    ...optionProblems(CIFS_MOUNT_OPTS),
  ];
}

function serverProblems(server: string | undefined): readonly Problem[] {
  if (server === undefined || isServer(server)) return [];
  const message = `CIFS_SERVER: "${server}" is no name or address of a server`;
  return [{ kind: 'usage', message, fix: 'Give the server alone, as 192.0.2.1; the share is CIFS_SHARE.' }];
}

function optionProblems(options = ''): readonly Problem[] {
  const option = OWN_OPTION.exec(options)?.[1];
  if (option === undefined) return mountOptionProblems('CIFS_MOUNT_OPTS', options);
  const setting = SETTINGS.find(([pattern]) => pattern.test(option))?.[1];
  const message = `CIFS_MOUNT_OPTS: ${option}= is not for it, as results and the guest's logs show the options`;
  const fix = `Set ${setting ?? 'CIFS_USER and CIFS_PW'} instead.`;
  return [{ kind: 'usage', message, fix }];
}
