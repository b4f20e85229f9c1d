import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { preflightRbd, rbdKernelClient, rbdSettings } from '@rapido/ceph';
import { defineCut } from '@rapido/kit';
import { addFileSystems, addTools } from '../parts/programs.js';

/** Of the tree RBD_USB_SRC, and where it expects to be. */
const SCRIPTS = { 'rbd-usb.env': '/usr/lib/rbd-usb.env', 'rbd-usb.conf': '/etc/rbd-usb/rbd-usb.conf' };

export const usbRbd = defineCut({
  name: 'usb-rbd',
  summary: 'An RBD image as a USB disk, by the scripts of rbd-usb; on a kernel with dummy_hcd',
  settings: {
    ...rbdSettings,
    RBD_USB_SRC: { type: 'path', summary: 'The tree of rbd-usb, https://github.com/ddiss/rbd-usb', required: true },
  },
  kernel: {
    load: ['configfs', 'libcomposite', 'dummy_hcd', 'usb_storage', 'sd_mod'],
    include: ['usb_f_mass_storage', 'usb_f_tcm', 'target_core_mod', 'target_core_iblock', 'dm_crypt'],
  },
  vm: { network: true },
  createsImage: true,
  manifest(m, { settings }) {
    m.use(rbdKernelClient);
    for (const [name, dest] of Object.entries(SCRIPTS)) {
      const source = join(settings.RBD_USB_SRC, name);
      if (existsSync(source)) m.file(dest, source);
      else {
        const message = `RBD_USB_SRC: ${settings.RBD_USB_SRC} has no ${name}`;
        m.problem({ kind: 'usage', message, fix: 'It is a checkout of https://github.com/ddiss/rbd-usb' });
      }
    }
    m.bin('which');
    m.tryBin('cryptsetup', 'lsusb');
    addTools(m);
    addFileSystems(m);
    m.autorun('guest/usb-rbd.sh');
  },
  preflight: (context) => preflightRbd(context),
});
