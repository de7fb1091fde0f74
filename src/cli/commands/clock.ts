import { LONGEST_MOVE_MS } from '../../cluster/clock.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { invalidOption, readDuration } from '../values.js';

interface ClockInfo {
  readonly now: number;
}

/** `minimesos clock show` */
export const clockShow: Command = defineCommand({
  name: 'clock show',
  about: 'Shows the time of a cluster.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const clock = await connection.json<ClockInfo>('GET', '/clock');
      if (options.json) writeJson(context, clock);
      else context.stdout.write(`${new Date(clock.now).toISOString()}\n`);
      return EXIT.ok;
    }),
});

/** `minimesos clock advance DURATION` */
export const clockAdvance: Command = defineCommand({
  name: 'clock advance',
  about:
    'Moves the time of a cluster ahead. What falls due on the way happens at its own time, in order: filters, pings, failover ' +
    'timeouts, the repetition of updates, kill grace. Tasks and frameworks, as processes of their own, do not notice.',
  arguments: [{ name: 'DURATION', about: 'how much time is to pass, such as 75secs or 2weeks' }],
  options: { ...CLUSTER_OPTION },
  async run(context, { options, arguments: [given = ''] }) {
    const by = readDuration('DURATION', given);
    if (by > LONGEST_MOVE_MS) throw invalidOption('DURATION', `${formatDuration(LONGEST_MOVE_MS)} at most`, given);
    return withCluster(context, options.cluster, async (connection) => {
      const clock = await connection.json<ClockInfo>('POST', '/clock/advance', { body: { by } });
      if (options.json) writeJson(context, clock);
      else context.stdout.write(`${formatDuration(by)} have passed: it is ${new Date(clock.now).toISOString()}.\n`);
      return EXIT.ok;
    });
  },
});
