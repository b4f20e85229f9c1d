import { defineCut } from '@rapido/kit';

/**
 * The smallest useful cut: a shell, a handful of programs and a greeting. Copy it to begin one of your own.
 */
export const simpleExample = defineCut({
  // `rapido cut simple-example`; the summary is what `rapido list` shows.
  name: 'simple-example',
  summary: 'A shell on the kernel, with a greeting: the smallest cut, and the one to copy',

  manifest(m) {
    // Programs by name. Each brings the libraries it needs, or its interpreter.
    m.bin('ls', 'cat', 'uname', 'ps', 'free', 'df', 'dmesg');
    // Handy where the host has it, not worth an error where it does not.
    m.tryBin('vim', 'strace');
    // Runs in the guest when it is up. Paths are relative to this package.
    m.autorun('guest/simple-example.sh');
  },
});
