// Other tools, where the environment names them (docs/benchmarks.md).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from './bench-process.mjs';

/** `cases`, and in `absent` a line for each peer that is not there. `boot` is `{ release, accelerator }`. */
export function peerCases(home, boot) {
  const { RAPIDO_PEER_UPSTREAM: upstream, RAPIDO_PEER_VNG: vng } = process.env;
  const missing = (name, what) => `No ${name} names ${what}: its rows are absent (docs/benchmarks.md).`;
  return {
    cases: [...(upstream ? upstreamCases(home, boot, upstream) : []), ...(vng ? [vngCase(home, boot, vng)] : [])],
    absent: [
      ...(upstream ? [] : [missing('RAPIDO_PEER_UPSTREAM', 'a built checkout of rapido-linux/rapido')]),
      ...(vng ? [] : [missing('RAPIDO_PEER_VNG', "virtme-ng's vng")]),
    ],
  };
}

/** Where upstream's image is. */
export const upstreamImage = (home) => join(home.dir, 'upstream.img');

/** It works in its own directory only. It takes KVM if there is a /dev/kvm, whether that works or not, so it is told. */
function upstreamCases(home, { release, accelerator }, checkout) {
  const conf = join(home.dir, 'upstream.conf');
  writeFileSync(
    conf,
    `KERNEL_RELEASE="${release}"
DRACUT_OUT="${upstreamImage(home)}"
QEMU_PID_DIR="${home.dir}"
QEMU_EXTRA_ARGS="-nographic -device virtio-rng-pci -machine accel=${accelerator}"
`,
  );
  const options = { env: { ...home.environment, RAPIDO_CONF: conf }, cwd: checkout };
  const program = join(checkout, 'rapido');
  const cut = { ...options, expect: 'written' };
  const run = { ...options, expect: 'Have a lot of fun' };
  return [
    {
      row: 'upstream-cut',
      name: 'upstream rapido cut -B',
      run: () => seconds(program, ['cut', '-B', 'simple-example'], cut),
    },
    {
      row: 'upstream-run',
      name: 'upstream rapido cut -x shutdown',
      run: () => seconds(program, ['cut', '-x', 'shutdown', 'simple-example'], run),
    },
  ];
}

/** It opens its standard output by name, which a pipe allows and the socket that Node makes does not: then it waits forever. */
function vngCase(home, { release, accelerator }, vng) {
  const args = ['--run', release, '--exec', 'uname -r', ...(accelerator === 'kvm' ? [] : ['--disable-kvm'])];
  const piped = ['-c', 'timeout 300 "$0" "$@" </dev/null 2>&1 | cat', vng, ...args];
  const options = { env: home.environment, cwd: home.dir, expect: release };
  return { row: 'vng', name: 'vng --exec "uname -r"', run: () => seconds('sh', piped, options) };
}
