// npm run demo: cuts the smallest image, boots it, runs a command in it, and ends with that command's status.
const args = ['run', 'simple-example', '-x', 'uname -r'];
console.log("$ npx rapido run simple-example -x 'uname -r'");
process.argv.splice(2, Infinity, ...args);
await import('../packages/cli/bin/run.js');
