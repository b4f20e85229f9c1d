/** A file system of a cluster. */
export interface FileSystem {
  readonly id: number;
  readonly name: string;
  /** An MDS is up for it, though it may still be starting. */
  readonly served: boolean;
}

/** The file systems of a cluster, those that the user may see. */
export interface FsMap {
  readonly fileSystems: readonly FileSystem[];
  /** Of that which clients mount that name none; of none where there is no default. */
  readonly defaultId: number;
}

/**
 * Reads what `ceph fs dump --format=json` prints: `{"default_fscid":1,"filesystems":[{"id":1,"mdsmap":{"fs_name":"fs","info":{"gid_4105":{"state":"up:active"}}}}]}`;
 * undefined for anything else.
 */
export function readFsMap(json: string): FsMap | undefined {
  const map = parse(json);
  if (!isObject(map) || typeof map['default_fscid'] !== 'number' || !Array.isArray(map['filesystems']))
    return undefined;
  const fileSystems = map['filesystems'].map(readFileSystem);
  return fileSystems.every((one) => one !== undefined) ? { fileSystems, defaultId: map['default_fscid'] } : undefined;
}

function readFileSystem(entry: unknown): FileSystem | undefined {
  if (!isObject(entry) || typeof entry['id'] !== 'number' || !isObject(entry['mdsmap'])) return undefined;
  const { fs_name: name, info } = entry['mdsmap'];
  if (typeof name !== 'string' || !isObject(info)) return undefined;
  const served = Object.values(info).some((mds) => isObject(mds) && String(mds['state']).startsWith('up:'));
  return { id: entry['id'], name, served };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // another version's form
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
