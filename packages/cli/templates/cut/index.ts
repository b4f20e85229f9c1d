import { cutCommands } from '@rapido/kit';
import { __IDENTIFIER__ } from './cuts/__NAME__.js';

export const commands = cutCommands({ __IDENTIFIER__ });
