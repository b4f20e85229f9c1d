// A registry of npm packages as a process of its own: Verdaccio without uplinks, so that nothing but what is published to
// it is in it. Arguments: its directory, and a port (0: the kernel chooses). Sends the port to its parent, and ends with it.
import { join } from 'node:path';
import { runServer } from 'verdaccio';

const [directory, port] = process.argv.slice(2);
const server = await runServer({
  configPath: join(directory, 'config.yaml'),
  storage: join(directory, 'storage'),
  auth: { htpasswd: { file: join(directory, 'htpasswd') } },
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
  web: { enable: false },
  log: { type: 'stdout', format: 'json', level: 'error' },
  max_body_size: '64mb',
});
process.on('disconnect', () => process.exit());
server.listen(Number(port), '127.0.0.1', () => process.send(server.address().port));
