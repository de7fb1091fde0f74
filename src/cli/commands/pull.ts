import { pullDescribed } from '../../cluster/pull-images.js';
import { type Command, defineCommand } from '../command.js';
import { DESCRIPTION_OPTIONS } from '../description-options.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';

const { config, agents, masters } = DESCRIPTION_OPTIONS;

/** `minimesos pull` */
export const pull: Command = defineCommand({
  name: 'pull',
  about:
    'Gets the images that the described cluster needs and that the engine of Docker lacks, ahead of its start, and prints all that it ' +
    'needs. A cluster without driver: docker needs none.',
  options: { config, agents, masters },
  async run(context, { options }) {
    const progress = new Progress(context, Boolean(options.json));
    const { describeCluster } = await import('../describe.js');
    const description = await describeCluster(context, options);
    try {
      const images = await pullDescribed(description, (text) => progress.doing(text));
      progress.clear();
      if (options.json) writeJson(context, { images });
      else for (const image of images) context.stdout.write(`${image}\n`);
      if (images.length === 0) progress.done(`A cluster with the driver ${description.driver} needs no images.`);
      return EXIT.ok;
    } finally {
      progress.clear();
    }
  },
});
