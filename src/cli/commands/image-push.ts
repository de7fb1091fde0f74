import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';

/** `minimesos image push IMAGE` */
export const imagePush: Command = defineCommand({
  name: 'image push',
  about:
    'Brings an image of your engine of Docker to the engines of all agents, where these have their own (dockerInDocker: true). What of ' +
    'it is there already is not sent again.',
  arguments: [{ name: 'IMAGE', about: 'an image of your engine, such as my-executor:1' }],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [image = ''] }) =>
    withCluster(context, options.cluster, async ({ client, path }) => {
      const progress = new Progress(context, Boolean(options.json));
      progress.doing(`Pushing ${image}`);
      try {
        const pushed = await client.json<{ layersSent: number }>('POST', `${path}/images`, { ...NO_DEADLINE, body: { image } });
        if (options.json) writeJson(context, pushed);
        else progress.done(`Pushed ${image}: ${counted(pushed.layersSent, 'layer')} sent`);
        return EXIT.ok;
      } finally {
        progress.clear();
      }
    }),
});
