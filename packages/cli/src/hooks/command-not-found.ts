import type { Hook } from '@oclif/core';
import { unknownCommand } from '../help/subject.js';

export const hook: Hook<'command_not_found'> = async ({ id, config }) => {
  throw await unknownCommand(config, id.replaceAll(':', ' '));
};
