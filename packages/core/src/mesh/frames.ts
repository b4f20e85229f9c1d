/**
 * How QEMU sends Ethernet frames through a stream (`-netdev stream`, qemu(1)): each after its length, 4 bytes, big
 * endian.
 */
export const LENGTH_BYTES = 4;

/** Destination, source and type: no frame is shorter (IEEE 802.3). */
export const SHORTEST_FRAME = 14;

/** What QEMU takes at most: 64 KiB and room for headers (NET_BUFSIZE of its include/net/net.h). */
export const LONGEST_FRAME = 65536 + 4096;

/**
 * Returns what takes a stream piece by piece, and calls `forward` with one or more whole frames, each after its length.
 * They are parts of the pieces: only a frame that was split is copied. It returns false, and is not to be called again,
 * when a length is that of no frame, since where the next one begins is then unknown.
 */
export function gatherFrames(forward: (frames: Buffer) => void): (piece: Buffer) => boolean {
  let split: Buffer[] = [];
  let gathered = 0;
  let missing = 0;

  const keep = (part: Buffer) => {
    split.push(part);
    gathered += part.length;
    missing -= part.length;
  };
  const takeSplit = () => {
    const whole = split.length === 1 && split[0] ? split[0] : Buffer.concat(split, gathered);
    split = [];
    gathered = 0;
    return whole;
  };

  return (piece) => {
    let rest = piece;
    while (missing > 0) {
      const part = rest.subarray(0, missing);
      rest = rest.subarray(part.length);
      keep(part);
      if (missing > 0) return true;
      const start = takeSplit();
      const { end, next, valid } = measure(start);
      if (!valid) return false;
      if (end > 0) {
        forward(start);
      } else {
        missing = next; // only its length is known yet
        keep(start);
      }
    }
    const { end, next, valid } = measure(rest);
    if (end > 0) forward(end === rest.length ? rest : rest.subarray(0, end));
    if (end < rest.length) {
      missing = next - end;
      keep(rest.subarray(end));
    }
    return valid;
  };
}

/** Where the last whole frame of `data` ends, and where the one behind it would, as far as is known. */
function measure(data: Buffer): { readonly end: number; readonly next: number; readonly valid: boolean } {
  let end = 0;
  for (;;) {
    if (data.length - end < LENGTH_BYTES) return { end, next: end + LENGTH_BYTES, valid: true };
    const length = data.readUInt32BE(end);
    const next = end + LENGTH_BYTES + length;
    if (length > LONGEST_FRAME) return { end, next, valid: false };
    if (next > data.length) return { end, next, valid: true };
    end = next;
  }
}
