import { resolve } from 'node:path';
import type { InstalledApp } from '../../cluster/apps/cluster-apps.js';
import { isUrl, readText } from '../../cluster/read-description.js';
import { MinimesosError } from '../../errors.js';
import { Clock } from '../../mesos/process/clock.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';
import { DURATION, readDuration } from '../values.js';

const LOOK_MS = 250;

/** `minimesos install --app FILE` */
export const install: Command = defineCommand({
  name: 'install',
  about:
    'Installs an app or a group of Marathon, and returns when all of it runs and is healthy.\n' +
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shown to users.
    'Tokens such as ${MINIMESOS_MASTER} in the JSON are replaced, as minimesos info --export shows them.',
  options: {
    app: { value: 'FILE', expected: 'a path or a URL', about: 'the JSON of an app: a path or a URL' },
    marathonFile: {
      value: 'FILE',
      expected: 'a path or a URL',
      about: 'the same as --app, under its name in the original minimesos',
    },
    group: { value: 'FILE', expected: 'a path or a URL', about: 'the JSON of a group: a path or a URL' },
    stdin: { about: 'reads the JSON of an app from standard input' },
    update: { about: 'changes one of that id which is there already' },
    timeout: { value: 'DURATION', expected: DURATION, about: 'how long all of it may take. Default: 1mins' },
    ...CLUSTER_OPTION,
  },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      const { group, update = false, timeout, json = false } = options;
      const { app, source } = await readWhat(context, options);
      const body = {
        ...{ app, source, group: group !== undefined, update, directory: context.cwd },
        ...(timeout !== undefined && { timeout: readDuration('--timeout', timeout) }),
      };
      const apps = await withProgress(connection, new Progress(context, json), connection.json('POST', '/apps', { body }));
      if (json) writeJson(context, apps);
      else
        for (const { id, instances } of apps) context.stdout.write(`App ${id} is running: ${counted(instances, 'instance')}.\n`);
      return EXIT.ok;
    }),
});

async function readWhat(
  { cwd, stdin }: CliContext,
  {
    app,
    marathonFile,
    group,
    stdin: fromStdin,
  }: Partial<Record<'app' | 'marathonFile' | 'group', string | undefined>> & {
    stdin?: boolean | undefined;
  },
): Promise<{ app: string; source: string }> {
  const [file, ...more] = [app, marathonFile, group].filter((each) => each !== undefined);
  if ((file === undefined) !== (fromStdin === true) || more.length > 0) {
    const came = file === undefined ? 'none of them' : 'several of them';
    throw new MinimesosError('INVALID_OPTION', {
      option: 'minimesos install',
      expected: 'one of --app, --group and --stdin',
      came,
    });
  }
  if (file !== undefined) return { app: await readText(isUrl(file) ? file : resolve(cwd, file), file), source: file };
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as string | Uint8Array));
  return { app: Buffer.concat(chunks).toString('utf8'), source: 'Standard input' };
}

/** Shows how it stands with the apps that are not ready, until the work is done; what no offer fits stays to be read. */
async function withProgress(
  { json }: ClusterConnection,
  progress: Progress,
  installing: Promise<readonly InstalledApp[]>,
): Promise<readonly InstalledApp[]> {
  const clock = new Clock();
  let ended = false;
  const end = () => {
    ended = true;
  };
  installing.then(end, end);
  let told = '';
  try {
    while (!ended) {
      const apps = await json<InstalledApp[]>('GET', '/apps').catch((): InstalledApp[] => []);
      const text =
        apps.flatMap(({ id, ready, reason }) => (ready ? [] : [`${id}: ${reason}`])).join('; ') || 'Waiting for Marathon';
      if (!ended && text !== told) {
        if (text.includes('no offer fits')) progress.done(text);
        else progress.doing(text);
      }
      told = text;
      await Promise.race([installing, clock.sleep(LOOK_MS)]);
    }
    return await installing;
  } finally {
    progress.clear();
    clock.stop();
  }
}
