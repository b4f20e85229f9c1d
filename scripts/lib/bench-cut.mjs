// Cuts of simple-example, and dracut alone.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { askRapido, ownCache, rapido } from './bench-home.mjs';
import { seconds } from './bench-process.mjs';

const CUT = ['cut', 'simple-example'];
const BY_DRACUT = ['--set', 'IMAGE_DRIVER=dracut'];

/** `kernel` is `{ release, module }`: a module that the image has, by its path below /lib/modules/RELEASE. */
export function cutCases(home, kernel) {
  const cold = ownCache(home, 'cold');
  return [
    {
      row: 'cut-cold',
      name: 'rapido cut, empty cache',
      before: () => rmSync(cold.RAPIDO_CACHE_DIR, { recursive: true, force: true }),
      run: () => rapido(home, CUT, cold),
    },
    { row: 'cut', name: 'rapido cut, nothing changed', run: () => rapido(home, CUT) },
    changedModule(home, kernel),
    {
      row: 'cut-dracut',
      name: 'rapido cut, IMAGE_DRIVER=dracut',
      run: () => rapido(home, [...CUT, ...BY_DRACUT], ownCache(home, 'dracut')),
    },
    dracutAlone(home),
  ];
}

/** The module tree is a copy. Each time the module gets, or loses again, one byte at its end. */
function changedModule(home, { release, module }) {
  const top = join(home.dir, 'modules');
  const copy = join(top, 'lib/modules', release);
  const path = join(copy, module);
  const env = { ...ownCache(home, 'modules-cache'), RAPIDO_KERNEL_INSTALL_MOD_PATH: top };
  let bytes;
  return {
    row: 'cut-module',
    name: 'rapido cut, one module changed',
    prepare() {
      cpSync(join('/lib/modules', release), copy, { recursive: true, verbatimSymlinks: true });
      bytes = statSync(path).size;
      askRapido(home, CUT, env);
    },
    before: () => (statSync(path).size === bytes ? appendFileSync(path, '\n') : truncateSync(path, bytes)),
    run: () => rapido(home, CUT, env),
  };
}

function dracutAlone(home) {
  const cwd = home.dir;
  let caught;
  return {
    row: 'dracut',
    name: 'dracut alone, same files',
    prepare() {
      caught = catchDracut(home);
    },
    run: () => seconds(caught.program, caught.args, { env: { ...home.environment, ...caught.env }, cwd }),
  };
}

/** How Rapido calls dracut, on a copy of what it gave it: caught by a wrapper in place of the program. */
function catchDracut(home) {
  const copy = join(home.dir, 'caught');
  const words = join(home.dir, 'dracut-args');
  const bin = join(home.dir, 'bin');
  mkdirSync(bin);
  const program = execFileSync('sh', ['-c', 'command -v dracut'], { encoding: 'utf8' }).trim();
  writeFileSync(
    join(bin, 'dracut'),
    `#!/bin/bash\ncp -a "$PWD" '${copy}'\nprintf '%s\\0' "$PWD" "$@" > '${words}'\nexec '${program}' "$@"\n`,
    { mode: 0o755 },
  );
  const env = { PATH: `${bin}:${home.environment.PATH}` };
  askRapido(home, [...CUT, ...BY_DRACUT], { ...ownCache(home, 'caught-cache'), ...env });
  const [workDir, ...args] = readFileSync(words, 'utf8').split('\0').slice(0, -1);
  const module = join(copy, 'module/module-setup.sh');
  writeFileSync(module, readFileSync(module, 'utf8').replaceAll(workDir, copy));
  rmSync(join(copy, 'dracut/modules.d/99rapido'));
  symlinkSync(join(copy, 'module'), join(copy, 'dracut/modules.d/99rapido'));
  return {
    program,
    args: args.map((word) => word.replaceAll(workDir, copy)),
    env: { dracutbasedir: join(copy, 'dracut') },
  };
}
