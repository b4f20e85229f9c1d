import type { Problem } from '@rapido/kit';
import { mountOptionProblems } from '../mount-options.js';
import { isServer } from '../server.js';
import type { NfsClientValues } from '../settings.js';
import { nfsShareProblems } from './share.js';

/** What no client of NFS can do anything with, whatever the server is. */
export function nfsClientProblems(settings: NfsClientValues): readonly Problem[] {
  const { NFS_SERVER: server, NFS_MOUNT_OPTS: options } = settings;
  return [...serverProblems(server), ...nfsShareProblems(settings), ...mountOptionProblems('NFS_MOUNT_OPTS', options)];
}

function serverProblems(server: string | undefined): readonly Problem[] {
  if (server === undefined || isServer(server)) return [];
  const message = `NFS_SERVER: ${JSON.stringify(server)} is no name or address of a server`;
  return [{ kind: 'usage', message, fix: 'Give the server alone, as 192.0.2.1; the path is NFS_SHARE.' }];
}
