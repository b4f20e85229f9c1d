import { cutCommands } from '@rapido/kit';
import { simpleExample } from './cuts/simple-example.js';

export const commands = cutCommands({ simpleExample });
