// Imported into Node processes: each leaves the most memory that it had, in KiB, below $RAPIDO_BENCH_PEAKS (VmHWM of proc(5)).
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const [, peak] = /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(`${process.env.RAPIDO_BENCH_PEAKS}/${process.pid}`, peak);
});
