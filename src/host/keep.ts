/** The line on the standard input of a host process, before its end, by which it goes on without whoever has started it. */
export const KEEP = 'keep';
