// The supervisor, which starts the processes of tasks and ends them, dies itself: its owner does its work, and starts another one.
import { inPlace, rowsOf, runProgram } from './program.mjs';

export const about = 'the supervisor of task processes gets SIGKILL';
export const counts = {};

export async function measure() {
  const well = '2 agents, TASK_FINISHED, well';
  return inPlace(async (place) =>
    rowsOf('supervisor', place, await runProgram(place, 'supervisor-dies-program.mjs', ''), {
      ...{ 'after death 1': well, 'after death 2': well, 'after death 3': well },
      'the tasks that ran': /^TASK_FAILED/,
      'processes of those tasks': 0,
    }),
  );
}
