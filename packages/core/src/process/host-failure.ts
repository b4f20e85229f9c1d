import { isSystemError, RapidoError } from '../errors.js';

/** Makes an error of this machine (disk full, no permission …) one that says what could not be done; others pass. */
export async function onHost<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error, 'ENOSPC', 'EDQUOT')) {
      throw new RapidoError('HOST', `${action}: the disk is full.`, {
        cause: error,
        hint: 'Make room, or choose another place.',
      });
    }
    if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP', 'EFBIG')) {
      throw new RapidoError('HOST', `${action}: ${error.message}.`, {
        cause: error,
        hint: 'Choose a place that you may write to.',
      });
    }
    throw error;
  }
}
