#!/usr/bin/env node
// Old syntax on purpose, so that a Node which is too old gets as far as saying so.
const wanted = [20, 19];
const found = process.versions.node.split('.').map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(`Error: Node 20.19 or newer is needed, this is ${process.versions.node}.`);
  console.error('Hint:  install a newer Node, from your distribution or from https://nodejs.org');
  process.exit(128);
}
import('node:fs')
  .then((fs) => import(`../${build(fs)}/main.js`))
  .then((cli) => cli.main(process.argv.slice(2)))
  .catch((error) => {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND';
    console.error(missing ? `Error: Rapido is not installed whole, or not built: ${error.message}` : error);
    if (missing) console.error('Hint:  install it again; in a checkout: npm run setup');
    process.exit(128);
  });

/** The bundle; in a checkout, dist where it has been compiled anew since the bundle was made of it. */
function build(fs) {
  const time = (path) => fs.statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (time('../src') === 0) return 'bundle';
  const compiled = ['../dist/.tsbuildinfo', '../../core/dist/.tsbuildinfo', '../../kit/dist/.tsbuildinfo'].map(time);
  return Math.max(...compiled) > time('../bundle/main.js') ? 'dist' : 'bundle';
}
