// How long the CLI takes to say what it knows by itself, beside Node that does nothing.
import { rapido } from './bench-home.mjs';
import { installPlugins } from './bench-plugins.mjs';
import { seconds } from './bench-process.mjs';

const PLUGINS = 20;

export function startCases(home) {
  const node = () => seconds(process.execPath, ['-e', '0'], { env: home.environment, cwd: home.dir });
  const plugins = installPlugins(home, PLUGINS);
  return [
    { row: 'node', name: 'node -e 0', run: node },
    { row: 'version', name: 'rapido --version', run: () => rapido(home, ['--version']) },
    { row: 'help', name: 'rapido --help', run: () => rapido(home, ['--help']) },
    { row: 'list', name: 'rapido list', run: () => rapido(home, ['list']) },
    {
      row: 'version-plugins',
      name: `rapido --version, ${PLUGINS} plugins`,
      run: () => rapido(home, ['--version'], plugins),
    },
    { row: 'list-plugins', name: `rapido list, ${PLUGINS} plugins`, run: () => rapido(home, ['list'], plugins) },
  ];
}
