import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { fetchAgents, fetchFrameworks, fetchTasks } from './cluster-documents.js';
import type { AgentInfo } from './cluster-info.js';
import type { ClusterConnection } from './connection.js';

/** For commands that are about a task. */
export const TASK_ARGUMENT = { name: 'TASK', about: 'the id of a task, or a part of it that no other task has' };

/** For commands that are about a task. */
export const FRAMEWORK_OPTION = {
  framework: {
    value: 'NAME',
    expected: 'the name or id of a framework',
    about: 'the name or id of its framework; needed where several have a task of that id',
  },
} as const;

/** For commands that are about a ZooKeeper. */
export const ZOOKEEPER_OPTION = {
  zookeeper: {
    value: 'NAME',
    expected: 'the name of a ZooKeeper',
    about: 'which of several; a name of the description. Default: masters, by which the masters are found',
  },
} as const;

/** For commands that are about an agent. */
export const AGENT_ARGUMENT = { name: 'AGENT', about: 'the number of an agent as minimesos agents shows it, its id or its URL' };

/**
 * The id of the task that is meant: as given where there is such a task, else the only one of which it is a part. What is
 * unknown stays as it is: the cluster says best that it does not know it.
 * @throws MinimesosError `AMBIGUOUS_NAME`
 */
export async function findTaskId(connection: ClusterConnection, given: string, framework?: string): Promise<string> {
  const ids = new Set((await fetchTasks(connection, framework)).map(({ id }) => id));
  if (ids.has(given)) return given;
  const [found, ...others] = [...ids].filter((id) => given !== '' && id.includes(given));
  if (others.length === 0) return found ?? given;
  throw new MinimesosError('AMBIGUOUS_NAME', { name: show(given), meanings: [found ?? '', ...others] });
}

/** The id of the framework of this name or id, also of one that has ended; the newest of several. */
export async function findFrameworkId(connection: ClusterConnection, given: string): Promise<string> {
  const frameworks = await fetchFrameworks(connection);
  const found = frameworks.find(({ id }) => id === given) ?? frameworks.findLast(({ name }) => name === given);
  if (found) return found.id;
  const names = frameworks.map(({ name, id }) => `${name} (${id})`);
  throw new MinimesosError('UNKNOWN_FRAMEWORK', { cluster: connection.cluster, framework: show(given), frameworks: names });
}

/**
 * The agent of this number, id or URL.
 * @throws MinimesosError `UNKNOWN_AGENT`
 */
export async function findAgent(connection: ClusterConnection, given: string): Promise<AgentInfo> {
  const agents = await fetchAgents(connection);
  const numbered = /^\d{1,9}$/.test(given) ? agents[Number(given)] : undefined;
  const found = agents.find(({ id, url }) => id === given || url === given) ?? numbered;
  if (found) return found;
  const ids = agents.map(({ id }, number) => `${number} (${id})`);
  throw new MinimesosError('UNKNOWN_AGENT', { cluster: connection.cluster, agent: show(given), agents: ids });
}
