import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { AgentDescription, ClusterDescription } from '../../../src/drivers/description.js';
import { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { embeddedDriver } from '../../../src/drivers/embedded/embedded-driver.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { isTerminal } from '../../../src/mesos/tasks/task.js';
import type { ExecutorInfo, FrameworkInfo, Offer, Resource, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { SchedulerClient } from '../../mesos/master/scheduler-client.js';

export const agent = (flags: GivenFlags = {}, more: Partial<AgentDescription> = {}): AgentDescription => ({
  ...{ port: undefined, resources: undefined, attributes: undefined, flags },
  ...more,
});

export const description = (more: Partial<ClusterDescription> = {}): ClusterDescription => ({
  ...{ name: undefined, driver: 'embedded', mesosVersion: '1.12.0', containerizers: 'mesos' },
  ...{
    masters: [{ port: undefined, flags: {} }],
    agents: [agent()],
    timeoutMs: 15_000,
    clock: 'real',
    reaction: 'mesos',
    retain: false,
  },
  ...more,
});

/** A ZooKeeper of the cluster's own. */
export const ZOOKEEPER = { port: undefined, dataDirectory: undefined, credentials: undefined };

/** So many masters, and the ZooKeeper they need. */
export const masters = (count: number, flags: GivenFlags = {}): Pick<ClusterDescription, 'masters' | 'zookeeper'> => ({
  masters: Array.from({ length: count }, () => ({ port: undefined, flags })),
  zookeeper: ZOOKEEPER,
});

let clusters = 0;

/** A cluster for one test. */
export async function start(more: Partial<ClusterDescription> = {}): Promise<EmbeddedCluster> {
  const cluster = await embeddedDriver.start(`embedded-${process.pid}-${clusters++}`, description(more));
  if (!(cluster instanceof EmbeddedCluster)) throw new Error('This is another driver.');
  onTestFinished(() => cluster.destroy());
  return cluster;
}

export function subscribe(cluster: EmbeddedCluster, info: Partial<FrameworkInfo> = {}): Promise<SchedulerClient> {
  const framework = {
    user: userInfo().username,
    name: 'test',
    roles: ['*'],
    capabilities: [{ type: 'MULTI_ROLE' as const }],
    ...info,
  };
  return SchedulerClient.subscribe(cluster.leader, framework);
}

const scalar = (name: string, value: number): Resource => ({
  ...{ name, type: 'SCALAR', scalar: { value }, allocation_info: { role: '*' } },
});

export const SMALL = [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)];

/** A task that writes its pid into its sandbox and runs until it is killed, or what is given after that. */
export const task = (id: string, { agent_id }: Offer, command = 'sleep 1000', more: Partial<TaskInfo> = {}): TaskInfo => ({
  ...{ name: id, task_id: { value: id }, agent_id, resources: SMALL },
  command: { value: `echo $$ > pid; ${command}` },
  ...more,
});

/** A task of an executor whose process does nothing: a test speaks in its place. */
export const executorTask = (id: string, offer: Offer, frameworkId: string): TaskInfo => {
  const executor: ExecutorInfo = {
    ...{ type: 'CUSTOM', executor_id: { value: `executor-${id}` }, framework_id: { value: frameworkId } },
    ...{ command: { value: 'echo $$ > pid; exec sleep 1000' }, resources: SMALL },
  };
  const { command: _, ...rest } = task(id, offer);
  return { ...rest, executor };
};

/** Launches a command task, acknowledges what is said of it, and waits until it runs. Returns the pid of its shell. */
export async function run(
  { machine }: EmbeddedCluster,
  scheduler: SchedulerClient,
  offer: Offer,
  id: string,
  command?: string,
): Promise<number> {
  await scheduler.launch(offer, [task(id, offer, command)]);
  await acknowledged(scheduler, id, 'TASK_RUNNING');
  return pidIn(machine.root, id);
}

/** The first update that brings the task into this state; all until then are acknowledged. */
export async function acknowledged(scheduler: SchedulerClient, id: string, state: string) {
  for (;;) {
    const status = await scheduler.update();
    if (status.uuid) await scheduler.acknowledge(status);
    if (status.task_id.value !== id) continue;
    if (status.state === state) return status;
    if (isTerminal(status.state)) throw new Error(`Expected ${state}, got ${JSON.stringify(status)}`);
  }
}

/** The pid that the task or executor with this id has written. */
export function pidIn(directory: string, executorId: string): Promise<number> {
  return vi.waitFor(
    () => {
      const file = filesBelow(directory).find((path) => path.includes(`/executors/${executorId}/runs/`) && path.endsWith('/pid'));
      const pid = Number(file && readFileSync(file, 'utf8'));
      if (!pid) throw new Error(`${executorId} has not written its pid.`);
      return pid;
    },
    { timeout: 10_000, interval: 10 },
  );
}

export function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and waits to be reaped is dead all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export const gone = (pid: number) =>
  vi.waitFor(
    () => {
      if (lives(pid)) throw new Error(`Process ${pid} lives.`);
    },
    { timeout: 10_000, interval: 10 },
  );
