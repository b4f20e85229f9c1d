/** What a kernel and a shell take, besides the initramfs. */
const BASE = 192 * 2 ** 20;
const ROUND = 16 * 2 ** 20;

/**
 * The least memory, in bytes, that a guest with this image needs: the packed and the unpacked copy exist side by side
 * while the kernel unpacks, and rootfs (a tmpfs) holds at most half of the memory.
 */
export function leastMemory(image: { readonly bytes: number; readonly unpackedBytes: number }): number {
  return Math.ceil((BASE + image.bytes + 2 * image.unpackedBytes) / ROUND) * ROUND;
}
