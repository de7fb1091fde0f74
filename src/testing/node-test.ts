/**
 * Clusters for tests in Node's own test runner.
 *
 * ```ts
 * import { test } from 'node:test';
 * import { assertFramework, useCluster } from 'minimesos/node-test';
 *
 * const cluster = useCluster({ agents: 2 });
 *
 * test('my framework registers', async () => {
 *   startMyFramework(cluster.leader.url);
 *   await assertFramework(cluster, 'mine');
 * });
 * ```
 *
 * @module
 */
import * as runner from 'node:test';
import type { ClusterDescriptionInput } from '../cluster/description.js';
import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { ClusterFixture } from './fixture.js';
import { type UseClusterOptions, useClusterWith } from './hooks.js';
import { type AgentMatch, agentsLike, type FrameworkMatch, frameworksLike, type TaskMatch, tasksLike } from './match.js';
import { type MatcherOptions, waitForFind } from './matchers.js';

export type { UseClusterOptions } from './hooks.js';
export type { AgentMatch, FrameworkMatch, TaskMatch } from './match.js';
export type { MatcherOptions } from './matchers.js';

/** What this needs of the context that a test of `node:test` is given. */
export interface TestContextLike {
  readonly name: string;
  after(action: (context: TestContextLike) => Promise<void>): void;
}

/**
 * Gives tests a cluster. Called while tests are defined, it serves those of the file, or of the `describe` block around the
 * call: a cluster starts before them, is reset between them, and is gone after them. When a test fails, what happened on
 * the cluster meanwhile is printed.
 * @param description what the cluster is to look like, as for `MesosCluster.start`. Default: one master and one agent
 * @returns the cluster; it is there from the first hook before the tests to the last one after them
 */
export function useCluster(description?: ClusterDescriptionInput, options?: UseClusterOptions): MesosCluster;
/**
 * Gives one test a cluster of its own.
 *
 * ```ts
 * test('an agent is lost', async (t) => {
 *   const cluster = await useCluster(t, { agents: 3 });
 * });
 * ```
 * @param t the context that the test was given
 * @throws MinimesosError as `MesosCluster.start`
 */
export function useCluster(t: TestContextLike, description?: ClusterDescriptionInput): Promise<MesosCluster>;
export function useCluster(
  first?: ClusterDescriptionInput | TestContextLike,
  second?: ClusterDescriptionInput | UseClusterOptions,
): MesosCluster | Promise<MesosCluster> {
  if (first && 'after' in first) return useClusterIn(first, second as ClusterDescriptionInput);
  const { before, after, beforeEach, afterEach } = runner;
  return useClusterWith(
    {
      beforeAll: before,
      afterAll: after,
      beforeEach: (action) => beforeEach((context) => action(nameOf(context))),
      afterEach: (action) => afterEach((context) => action(nameOf(context), hasFailed(context))),
    },
    first,
    second as UseClusterOptions,
  );
}

async function useClusterIn(context: TestContextLike, description?: ClusterDescriptionInput): Promise<MesosCluster> {
  const fixture = new ClusterFixture(description);
  context.after(async (ended) => {
    const report = fixture.end(nameOf(context), hasFailed(ended ?? context));
    if (report !== undefined) process.stderr.write(`\n${nameOf(context)}\n${report}\n\n`);
    await fixture.destroy();
  });
  return fixture.begin(nameOf(context));
}

/** The types of Node know less of the context than there is, and call it by different names. */
type Context = object & { name?: string; fullName?: string; passed?: boolean; error?: unknown };

const nameOf = (context: object | undefined): string => {
  const { fullName, name } = (context ?? {}) as Context;
  return fullName ?? name ?? 'a test';
};

const hasFailed = (context: object | undefined): boolean => (context as Context | undefined)?.passed === false;

/**
 * Waits for a task; text stands for its id.
 * @throws MinimesosError `WAIT_TIMEOUT` with what there is instead, `INVALID_ARGUMENT`
 */
export const assertTask = (cluster: MesosCluster, task?: string | TaskMatch, options?: MatcherOptions): Promise<void> =>
  waitForFind(cluster, tasksLike(task), true, options);

/** Waits until there is no such task, running or ended. @throws as {@link assertTask} */
export const assertNoTask = (cluster: MesosCluster, task?: string | TaskMatch, options?: MatcherOptions): Promise<void> =>
  waitForFind(cluster, tasksLike(task), false, options);

/** Waits for a framework; text stands for its name. @throws as {@link assertTask} */
export const assertFramework = (
  cluster: MesosCluster,
  framework?: string | FrameworkMatch,
  options?: MatcherOptions,
): Promise<void> => waitForFind(cluster, frameworksLike(framework), true, options);

/** Waits until there is no such framework. @throws as {@link assertTask} */
export const assertNoFramework = (
  cluster: MesosCluster,
  framework?: string | FrameworkMatch,
  options?: MatcherOptions,
): Promise<void> => waitForFind(cluster, frameworksLike(framework), false, options);

/** Waits for an agent; text stands for its id. @throws as {@link assertTask} */
export const assertAgent = (cluster: MesosCluster, agent?: string | AgentMatch, options?: MatcherOptions): Promise<void> =>
  waitForFind(cluster, agentsLike(agent), true, options);

/** Waits until there is no such agent. @throws as {@link assertTask} */
export const assertNoAgent = (cluster: MesosCluster, agent?: string | AgentMatch, options?: MatcherOptions): Promise<void> =>
  waitForFind(cluster, agentsLike(agent), false, options);
