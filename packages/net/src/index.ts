import { netCommands } from '@rapido/kit';
import { down } from './down.js';
import { status } from './status.js';
import { up } from './up.js';

export const commands = netCommands({ up, down, status });
