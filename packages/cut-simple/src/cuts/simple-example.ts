import { defineCut } from '@rapido/kit';

/**
 * The smallest useful cut: a shell, a handful of programs and a greeting. Copy it, with its autorun in
 * `guest/simple-example.sh`, to begin one of your own.
 */
export const simpleExample = defineCut({
  // `rapido cut simple-example`; the summary is what `rapido list` shows. Both files of a cut have its name.
  name: 'simple-example',
  summary: 'A shell on the kernel, with a greeting: the smallest cut, and the one to copy',

  // Other things that a cut can say here: `settings` that it reads from rapido.conf, what it needs of the `kernel`
  // (modules to load, symbols of its configuration) and of the `vm` (memory, CPUs, network, disks).

  manifest(m) {
    // Programs by name. Each brings the libraries it needs, or its interpreter. A shell and what the guest itself needs
    // are always there.
    m.bin(
      'ls',
      'cat',
      'grep',
      'sed',
      'find',
      'sort',
      'wc',
      'tee',
      'dd',
      'touch',
      'mv',
      'date',
      'ps',
      'free',
      'df',
      'dmesg',
    );
    // Handy where the host has it, not worth an error where it does not. More is added by `--bin`, as `--bin strace`.
    m.tryBin('less');
    // Runs in the guest when it is up. Paths are relative to this package.
    m.autorun('guest/simple-example.sh');
  },
});
