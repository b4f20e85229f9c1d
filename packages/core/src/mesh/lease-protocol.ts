/** What the switch says, in a line, to each lease when it forwards: the version of what a lease is. */
export const GREETING = 'mesh 1';

/** What it says to the process that started it when another switch is there already, or still. */
export const TAKEN = 'taken';
