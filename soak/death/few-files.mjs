// EMFILE: no more files and sockets can be opened, at the start or while a cluster works; and limits that are low from the beginning, for the command line, too.
import { inPlace, rowsOf, runProgram } from './program.mjs';

export const about = 'no more files can be opened';
export const counts = {};

export async function measure() {
  const told = /^(?!.*DEFECT).*TOO_MANY_FILES/;
  const program = (title, name, limit, expected) =>
    inPlace(async (place) =>
      rowsOf(title, place, await runProgram(place, 'few-files-program.mjs', name, { shell: `ulimit -n ${limit}` }), expected),
    );
  return [
    ...(await program('start', 'start', 256, {
      'the start says': /^[A-Z_]+: (?!.*undefined).*(EMFILE|too many open files)/,
      'with files again': '2 agents, TASK_FINISHED, well',
    })),
    ...(await program('work', 'work', 256, {
      'a task says': /^TOO_MANY_FILES: /,
      'one that ran already': 'TASK_FINISHED',
      'with files again': '2 agents, TASK_FINISHED, well',
    })),
    ...(await program('minimesos up', 'up', 256, { 'with 25': told, 'with 40': told, 'with 70': told, 'with 100': told })),
  ];
}
