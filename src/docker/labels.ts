/** The labels by which what belongs to a cluster is known to the engine, and found again from nothing else. */
export const LABELS = {
  /** The name of the cluster. On everything: containers, networks, volumes. */
  cluster: 'minimesos.cluster',
  /** Whose the cluster is, as `ownerLabel` writes it. On everything. */
  owner: 'minimesos.owner',
  /** What a container is: `zookeeper`, `master`, `agent`, `engine`, `task`, or what the description calls it. */
  role: 'minimesos.role',
  /** Which one of its role: `master-1`. */
  member: 'minimesos.member',
  /** Of a container of a task or an executor: the work directory of its agent, and ids. */
  agent: 'minimesos.agent',
  framework: 'minimesos.framework',
  executor: 'minimesos.executor',
  task: 'minimesos.task',
  /** What the member was described as, in JSON, by which another process finds it again. */
  described: 'minimesos.described',
  /** On a task's container: the network that was asked for, which `docker inspect` shows to the agent. */
  network: 'minimesos.network',
  /** On a task's container: the ports that are published at the agent's address, in JSON. */
  ports: 'minimesos.ports',
} as const;

/** Labels as the engine filters by them. */
export const labelFilter = (labels: Readonly<Record<string, string>>): { label: string[] } => ({
  label: Object.entries(labels).map(([name, value]) => `${name}=${value}`),
});
