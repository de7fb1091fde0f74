import { MinimesosError } from '../../errors.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { DURATION, readDuration } from '../values.js';

/** `minimesos uninstall --app ID` */
export const uninstall: Command = defineCommand({
  name: 'uninstall',
  about: 'Ends all instances of an app or a group, and removes it; returns when nothing of it is left.',
  options: {
    app: { value: 'ID', expected: 'the id of an app', about: 'the app' },
    group: { value: 'ID', expected: 'the id of a group', about: 'the group, with all that is in it' },
    timeout: { value: 'DURATION', expected: DURATION, about: 'how long it may take. Default: 1mins' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options: { app, group, timeout, cluster, json } }) =>
    withCluster(context, cluster, async (connection) => {
      const id = app ?? group;
      if (id === undefined || (app !== undefined && group !== undefined)) {
        const came = id === undefined ? 'neither' : 'both';
        throw new MinimesosError('INVALID_OPTION', { option: 'minimesos uninstall', expected: '--app or --group', came });
      }
      const body = {
        ...{ id, group: group !== undefined },
        ...(timeout !== undefined && { timeout: readDuration('--timeout', timeout) }),
      };
      const gone = await connection.json('POST', '/apps/uninstall', { body });
      if (json) writeJson(context, gone);
      else context.stdout.write(`${group === undefined ? 'App' : 'Group'} ${id} is gone.\n`);
      return EXIT.ok;
    }),
});
