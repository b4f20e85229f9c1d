import type { Image, ImageRecord } from '@rapido/core';

/** An image, as `--json` prints it. */
export type ImageView = { readonly path: string } & ImageRecord;

export function viewImage({ path, record }: Image): ImageView {
  return { path, ...record };
}
