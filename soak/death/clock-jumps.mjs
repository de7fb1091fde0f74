// The time of day of the machine jumps by hours and days, there and back; monotonic time goes on.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inPlace, rowsOf, runProgram } from './program.mjs';

export const about = 'the time of day jumps by hours, there and back';
export const counts = {};

const source = fileURLToPath(new URL('jumping-clock.c', import.meta.url));

export async function measure() {
  return inPlace(async (place) => {
    const [library, clock] = [join(place.work, 'jumping-clock.so'), join(place.work, 'clock')];
    try {
      execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
    } catch (error) {
      return [{ figure: `not measured: ${error.message.split('\n')[0]}`, value: 0 }];
    }
    writeFileSync(clock, Buffer.alloc(8));
    const environment = { LD_PRELOAD: library, SOAK_CLOCK: clock };
    return rowsOf('clock', place, await runProgram(place, 'clock-jumps-program.mjs', '', { environment }), {
      'after each jump': '2 agents, TASK_FINISHED, well',
      'times at which the clock of the cluster jumped': 0,
      'the task that ran': 'TASK_FINISHED',
      'sessions with ZooKeeper': 'the same',
      'agents that were never lost': 2,
      'the framework': 'is connected',
    });
  });
}
