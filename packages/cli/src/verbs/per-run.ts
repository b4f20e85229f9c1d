import type { Interfaces } from '@oclif/core';
import {
  gatherPerRun,
  type Image,
  type ImageRecord,
  type Kernel,
  needsOfCut,
  type PerRun,
  parseDisks,
} from '@rapido/core';
import { RapidoError } from '@rapido/core/errors';
import type { BootFlags } from '../flags/boot-flags.js';
import { findCut, type KnownCut } from '../plugins/cuts.js';
import { chooseCut } from '../plugins/definition.js';
import type { Reporter } from '../render/reporter.js';
import { cutRun } from './cut.js';
import { preflight } from './preflight.js';
import type { Session } from './session.js';

/** An image that was cut some time ago, and is to be booted. */
export interface ImageBoot {
  readonly image: Image;
  readonly kernel: Kernel;
  readonly session: Session;
  readonly flags: BootFlags & { readonly 'dry-run': boolean };
}

/** The cut of an image; undefined where its plugin is not installed, or it is of a file. */
export function cutOfImage(cli: Interfaces.Config, { record }: Image): KnownCut | undefined {
  const found = findCut(cli, record.cut);
  return found && record.plugin.startsWith(`${found.plugin.name}@`) ? found : undefined;
}

/**
 * What only an image's cut can do for a boot: its checks, and what is made for each VM. With `--dry-run` it checks nothing, and no
 * file is made. Throws a RapidoError where the cut is needed and not there.
 */
export async function perRunOf(cli: Interfaces.Config, boot: ImageBoot, host: Reporter): Promise<PerRun> {
  const { image, kernel, session, flags } = boot;
  const { record } = image;
  const { 'dry-run': isShown, disk = [] } = flags;
  const needs = needsOfCut(record, parseDisks(disk, session.environment.cwd));
  const isNeeded = needs.disks || (needs.files && !isShown);
  if (isShown && !isNeeded) return NOTHING;
  if (cutOfImage(cli, image) === undefined) {
    if (isNeeded) throw cutIsMissing(record);
    return NOTHING;
  }
  const request = await cutRun(await chooseCut(cli, record.cut), {}, session, kernel);
  if (!isShown) await preflight(request, flags, host);
  return gatherPerRun(request, record, host);
}

const NOTHING: PerRun = { runFiles: [], blockdevs: {} };

function cutIsMissing({ cut, plugin }: ImageRecord): RapidoError {
  const ofFile = plugin === '-';
  const where = ofFile ? 'is a file' : `of ${plugin} is not installed`;
  return new RapidoError('PLUGIN', `The image needs its cut for what is made for each boot, and ${cut} ${where}.`, {
    hint: ofFile ? 'rapido run, with that file' : `rapido plugins install ${plugin}`,
  });
}
