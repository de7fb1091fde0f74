import { readServerFiles, type ServerRecord } from '../../host/server-file.js';
import { Clock } from '../../mesos/process/clock.js';
import { type ClusterInfo, infoJson } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { connectionTo } from '../connection.js';
import { ClusterDirectory } from '../directory.js';
import { EXIT } from '../exit-codes.js';
import { tellOfOtherVersions } from '../other-versions.js';
import { writeList } from '../output.js';
import { roughly } from '../text.js';

/** A host process that does not answer within this time is shown as such. */
const ANSWER_MS = 3000;

interface Row {
  readonly name: string;
  readonly pid: number;
  /** Undefined when the host process does not answer. */
  readonly info?: ClusterInfo;
}

/** `minimesos ps` */
export const ps: Command = defineCommand({
  name: 'ps',
  about: 'Lists all clusters of this user that run in host processes; that of the working directory is marked by *.',
  options: {},
  async run(context, { options }) {
    tellOfOtherVersions(context);
    const rows = (await Promise.all(readServerFiles().map(clustersOf))).flat();
    const state = new ClusterDirectory(context.cwd).state();
    const here = state.kind === 'running' ? state.record.id : undefined;
    const now = new Clock().now();
    if (options.json) {
      writeList(
        context,
        rows.map(({ info, ...row }) => (info ? infoJson(info) : row)),
        { json: true, columns: [], none: '' },
      );
      return EXIT.ok;
    }
    writeList(context, rows, {
      json: false,
      columns: [
        { title: 'CLUSTER', cell: ({ name, info }) => (here !== undefined && info?.id === here ? `${name} *` : name) },
        {
          title: 'MASTER',
          whole: true,
          cell: ({ info }) => info?.masters[0]?.url ?? 'does not answer',
          style: ({ info }) => (info ? undefined : 'red'),
        },
        {
          title: 'AGENTS',
          whole: true,
          cell: ({ info }) => (info ? String(info.agents.filter(({ running }) => running).length) : ''),
          align: 'right',
        },
        { title: 'AGE', whole: true, cell: ({ info }) => (info ? roughly(now - info.createdAt) : ''), align: 'right' },
        { title: 'PROCESS', whole: true, cell: ({ pid }) => String(pid), align: 'right' },
      ],
      none: 'No cluster is running. Start one: minimesos up',
    });
    return EXIT.ok;
  },
});

async function clustersOf(server: ServerRecord): Promise<Row[]> {
  const { client } = connectionTo(server, '');
  try {
    const infos = await client.json<ClusterInfo[]>('GET', '/v1/clusters', { timeoutMs: ANSWER_MS });
    return infos.map((info) => ({ name: info.name, pid: server.pid, info }));
  } catch {
    return server.clusters.map((name) => ({ name, pid: server.pid }));
  } finally {
    client.close();
  }
}
