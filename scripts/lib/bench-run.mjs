// Boots and runs of simple-example.
import { rapido, rapidoUntil } from './bench-home.mjs';

const STEP = ['-x', 'true'];
const RUN = ['run', 'simple-example', ...STEP];

/** `warm`: whether this Rapido knows `--warm`. */
export function runCases(home, warm) {
  return [
    {
      row: 'autorun',
      name: 'rapido boot, until autorun',
      run: () => rapidoUntil(home, 'Hello from Linux', ['boot', ...STEP]),
    },
    { row: 'boot', name: 'rapido boot -x true', run: () => rapido(home, ['boot', ...STEP]) },
    { row: 'run', name: 'rapido run -x true', run: () => rapido(home, RUN) },
    ...(warm ? warmCases(home) : []),
  ];
}

/** The first warm run, which saves the state, is not counted. */
function warmCases(home) {
  const prepare = () => rapido(home, [...RUN, '--warm']);
  const run = prepare;
  const four = async () => Math.max(...(await Promise.all([run(), run(), run(), run()])));
  return [
    { row: 'warm', name: 'rapido run --warm -x true', prepare, run },
    { row: 'warm-4', name: 'the same, 4 VMs at once', prepare, run: four },
  ];
}
