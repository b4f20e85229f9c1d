import { preflightRbd, rbdKernelClient, rbdSettings } from '@rapido/ceph';
import { defineCut, type Problem } from '@rapido/kit';
import { addBlktests, BLKTESTS_KERNEL, BLKTESTS_SETTINGS, BLKTESTS_SUITE, BLKTESTS_VM } from '../parts/blktests.js';

/** blktests on an RBD image; unless told otherwise, its quick tests that use a device. */
export const blktestsRbd = defineCut({
  name: 'blktests-rbd',
  summary: 'blktests on an RBD image: what follows --, or its quick tests that use a device',
  settings: {
    ...BLKTESTS_SETTINGS,
    ...rbdSettings,
    CEPH_RBD_IMAGE: {
      type: 'string',
      summary: 'Name of the image; with --jobs as many, separated by blanks',
      required: true,
    },
  },
  kernel: { load: [...(BLKTESTS_KERNEL.load ?? []), 'rbd'] },
  vm: { ...BLKTESTS_VM, network: true },
  suite: BLKTESTS_SUITE,
  createsImage: true,
  async manifest(m, context) {
    addBlktests(m, context, 'guest/blktests-rbd.sh');
    await m.use(rbdKernelClient);
  },
  async preflight(context) {
    const images = context.settings.CEPH_RBD_IMAGE.trim().split(/\s+/);
    return images.length < context.jobs ? [tooFew(images, context.jobs)] : await preflightRbd(context, { images });
  },
});

function tooFew(images: readonly string[], jobs: number): Problem {
  const message = `--jobs ${jobs}: each VM needs an image of its own, and CEPH_RBD_IMAGE names ${images.length}: ${images.join(' ')}`;
  return {
    kind: 'usage',
    message,
    fix: 'Name as many, with blanks between them; --create-image makes those that are not there.',
  };
}
