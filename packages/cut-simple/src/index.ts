import { cutCommands } from '@rapido/kit';
import { simpleExample } from './cuts/simple-example.js';
import { simpleNetwork } from './cuts/simple-network.js';

export const commands = cutCommands({ simpleExample, simpleNetwork });
