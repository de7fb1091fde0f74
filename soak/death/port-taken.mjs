// EADDRINUSE: a port that is asked for belongs to somebody else, at the start or when a master is to come back.
import { inPlace, rowsOf, runProgram } from './program.mjs';

export const about = 'ports that somebody else has';
export const counts = {};

const TAKEN = /^PORT_TAKEN: .*PORT/;

export async function measure() {
  return inPlace(async (place) =>
    rowsOf('port', place, await runProgram(place, 'port-taken-program.mjs', ''), {
      ...{ 'of a master': TAKEN, 'of an agent': TAKEN, 'of a ZooKeeper': TAKEN, 'of the names': TAKEN, 'of a Marathon': TAKEN },
      'when it is free again': '2 agents, TASK_FINISHED, well',
      'of a master that is to come back': TAKEN,
      'when that is free again': /^\d agents, TASK_FINISHED, well/,
    }),
  );
}
