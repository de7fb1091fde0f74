import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';

/** `minimesos framework teardown FRAMEWORK` */
export const frameworkTeardown: Command = defineCommand({
  name: 'framework teardown',
  about: 'Ends a framework with all its tasks, as an operator does, and returns when the master has removed it.',
  arguments: [{ name: 'FRAMEWORK', about: 'the name or id of a framework' }],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [framework = ''] }) =>
    withCluster(context, options.cluster, async ({ json }) => {
      await json('POST', `/frameworks/${encodeURIComponent(framework)}/teardown`, NO_DEADLINE);
      if (options.json) writeJson(context, { framework });
      else context.stdout.write(`Framework ${framework} is gone.\n`);
      return EXIT.ok;
    }),
});
