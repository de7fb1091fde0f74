import { errorOfProblem } from '../../drivers/host/api-error.js';
import { isMinimesosError } from '../../errors.js';
import { formatDiagram } from '../../timeline/diagram.js';
import { TIMELINE_KINDS, type TimelineKind } from '../../timeline/entry.js';
import { formatTimeline } from '../../timeline/format.js';
import { fetchFrameworks, fetchInfo, type TimelineEntry } from '../cluster-documents.js';
import { isColoured } from '../colours.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, NO_DEADLINE, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { LiveTimeline } from '../live-timeline.js';
import { findAgent, findFrameworkId, findTaskId } from '../names.js';
import type { Options } from '../options.js';
import { writeJson } from '../output.js';
import { readerGone } from '../reader.js';
import { widthOf } from '../text.js';
import { invalidOption, readChoice, readWholeNumber } from '../values.js';

const OPTIONS = {
  follow: { about: 'goes on with what happens, until Ctrl-C or the end of the cluster' },
  kind: {
    value: 'KINDS',
    expected: `some of ${TIMELINE_KINDS.join(', ')}, with commas between them`,
    about: `only these kinds: ${TIMELINE_KINDS.join(', ')}`,
  },
  framework: { value: 'NAME', expected: 'the name or id of a framework', about: 'only what is about this framework' },
  task: { value: 'TASK', expected: 'the id of a task', about: 'only what is about this task' },
  agent: { value: 'AGENT', expected: 'the number or id of an agent', about: 'only what is about this agent' },
  text: { value: 'TEXT', expected: 'a text', about: 'only lines with this text in them' },
  last: { value: 'N', expected: 'a whole number', about: 'only the last entries' },
  diagram: {
    about:
      'as a sequence diagram in the language of Mermaid, which GitHub, GitLab and many editors show; the last 200 steps, ' +
      'unless --last says how many',
  },
  ...CLUSTER_OPTION,
} as const;

type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** `minimesos timeline` */
export const timeline: Command = defineCommand({
  name: 'timeline',
  about: 'Shows what has happened on a cluster: calls, events, messages, states of tasks, starts and ends, a line for each.',
  options: OPTIONS,
  async run(context, { options }) {
    const kinds = options.kind?.split(',').map((kind) => readChoice<TimelineKind>('--kind', kind.trim(), TIMELINE_KINDS));
    const last = options.last === undefined ? undefined : readWholeNumber('--last', options.last, 0, Number.MAX_SAFE_INTEGER);
    const other = options.follow ? '--follow' : options.json ? '--json' : undefined;
    if (options.diagram && other) throw invalidOption('--diagram', 'to be the only form that is asked for', other);
    return withCluster(context, options.cluster, async (connection) => {
      const query = { kinds, text: options.text, ...(await idsOf(connection, options)) };
      const all = await connection.json<TimelineEntry[]>('GET', '/timeline', { query });
      const entries = last === undefined ? all : all.slice(all.length - Math.min(last, all.length));
      if (options.follow) return follow(context, connection, query, entries, Boolean(options.json));
      if (all.length === 0 && !options.json) {
        context.stderr.write('Nothing of that kind has happened.\n');
        return EXIT.ok;
      }
      if (options.diagram) context.stdout.write(await diagram(connection, entries, last));
      else if (options.json) writeJson(context, entries);
      else if (entries.length > 0) context.stdout.write(`${formatTimeline(entries, format(context))}\n`);
      return EXIT.ok;
    });
  },
});

function format({ stdout, env }: CliContext) {
  const width = widthOf(stdout);
  return { color: isColoured(stdout, env), ...(width !== undefined && { width }) };
}

async function diagram(connection: ClusterConnection, entries: readonly TimelineEntry[], limit?: number): Promise<string> {
  const frameworks = new Map((await fetchFrameworks(connection)).map(({ id, name }) => [id, name]));
  return formatDiagram(entries, { frameworks, limit });
}

async function idsOf(connection: ClusterConnection, { framework, task, agent }: Options<typeof OPTIONS>): Promise<Query> {
  return {
    framework: framework === undefined ? undefined : await findFrameworkId(connection, framework),
    task: task === undefined ? undefined : await findTaskId(connection, task),
    // An agent that came back has another id; what the cluster no longer knows may still be in the timeline.
    agent:
      agent === undefined
        ? undefined
        : await findAgent(connection, agent).then(
            ({ id }) => id,
            () => agent,
          ),
  };
}

/** Goes on after the entries given, over connections that are cut, until the cluster is gone. */
async function follow(
  context: CliContext,
  connection: ClusterConnection,
  query: Query,
  entries: readonly TimelineEntry[],
  json: boolean,
): Promise<number> {
  const live = new LiveTimeline(context.stdout, context.env, json);
  for (const entry of entries) live.add(entry);
  const signal = readerGone(context.stdout);
  let since = entries.at(-1)?.sequence ?? 0;
  const { client, path } = connection;
  const read = async () => {
    const options = { ...NO_DEADLINE, query: { ...query, since }, signal };
    for await (const { id, event, data } of client.events('GET', `${path}/events`, options)) {
      if (event === 'error') checkProblem(client.url, data);
      else if (event === 'message') live.add(JSON.parse(data) as TimelineEntry);
      if (id !== '') since = Number(id);
    }
  };
  try {
    for (;;) {
      await read().catch(unlessCut);
      // The connection may have been cut, or the cluster may be gone.
      await fetchInfo(connection);
    }
  } catch (error) {
    if (!isMinimesosError(error, 'UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'SERVER_STOPPING')) throw error;
    if (!json) context.stderr.write('The cluster was destroyed.\n');
    return EXIT.ok;
  }
}

function unlessCut(error: unknown): void {
  if (!isMinimesosError(error, 'HOST_GONE')) throw error;
}

/** Who was too slow goes on where it stopped. */
function checkProblem(url: string, data: string): void {
  const error = errorOfProblem(url, data, 'an event');
  if (!isMinimesosError(error, 'READER_TOO_SLOW')) throw error;
}
