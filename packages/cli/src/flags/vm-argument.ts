import { Args } from '@oclif/core';

/** A VM that runs, for commands that look into it. */
export const vmArgument = {
  vm: Args.string({ description: 'Number or name, as `rapido ps` shows them; may be left out when one VM runs.' }),
};
