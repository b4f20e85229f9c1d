import { defineCut } from '@rapido/kit';

export const __IDENTIFIER__ = defineCut({
  // `rapido run __NAME__`; the summary is what `rapido list` shows.
  name: '__NAME__',
  summary: 'Says hello from the kernel',

  // What users may set in rapido.conf, or by `--set`. The autorun has these as variables.
  settings: {
    __SETTING__: { type: 'string', summary: 'What it says', default: 'Hello' },
  },

  // Other things that a cut can say here: what it needs of the `kernel` (modules to load, symbols of its configuration)
  // and of the `vm` (memory, CPUs, network, disks).

  manifest(m) {
    // Programs by name. Each brings its libraries, or its interpreter. A shell is always there.
    m.bin('ls', 'cat', 'grep', 'ps', 'dmesg');
    // Runs in the guest when it is up. Paths are relative to this package.
    m.autorun('guest/__NAME__.sh');
  },
});
