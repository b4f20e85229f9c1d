import { isSystemError } from '@rapido/core/errors';

/**
 * Makes writing to a closed pipe or a terminal that is gone harmless: the rest of the output has no reader, while the
 * work and its exit code still count. Results that cannot be written, as on a full disk, end the process.
 */
export function guardStreams(): void {
  process.stdout.removeAllListeners('error').on('error', (error) => {
    if (isGone(error)) return;
    process.stderr.write(`Error: Cannot write to standard output: ${error.message}\n`);
    process.exit(128);
  });
  process.stderr.removeAllListeners('error').on('error', () => {});
}

function isGone(error: unknown): boolean {
  return isSystemError(error, 'EPIPE', 'EIO', 'ERR_STREAM_DESTROYED');
}
