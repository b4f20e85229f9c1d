// How long the CLI takes to say what it knows by itself, beside Node that does nothing.
import { rapido } from './bench-home.mjs';
import { seconds } from './bench-process.mjs';

export function startCases(home) {
  const node = () => seconds(process.execPath, ['-e', '0'], { env: home.environment, cwd: home.dir });
  return [
    { row: 'node', name: 'node -e 0', run: node },
    { row: 'version', name: 'rapido --version', run: () => rapido(home, ['--version']) },
    { row: 'help', name: 'rapido --help', run: () => rapido(home, ['--help']) },
    { row: 'list', name: 'rapido list', run: () => rapido(home, ['list']) },
  ];
}
