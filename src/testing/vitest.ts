/**
 * Clusters for tests in Vitest.
 *
 * ```ts
 * import { expect } from 'vitest';
 * import { minimesosTest } from 'minimesos/vitest';
 *
 * const test = minimesosTest({ description: { agents: 2 } });
 *
 * test('my framework registers', async ({ cluster }) => {
 *   startMyFramework(cluster.leader.url);
 *   await expect(cluster).toHaveFramework('mine');
 * });
 * ```
 *
 * @module
 */
import { test as base, expect, type TestAPI } from 'vitest';
import type { ClusterDescriptionInput } from '../cluster/description.js';
import { replacedBy } from '../cluster/environment.js';
import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { onRefusal } from '../cluster/refusals.js';
import { ClusterFixture, type SharingOptions } from './fixture.js';
import { type ClusterMatchers, matchers } from './matchers.js';

export type { AgentMatch, FrameworkMatch, TaskMatch } from './match.js';
export { type ClusterMatchers, type MatcherOptions, matchers } from './matchers.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: Vitest declares it so, and all declarations have to agree
  interface Matchers<T = any> extends ClusterMatchers {}
}

/** What tests get, and how they share it. */
export interface MinimesosTestOptions extends SharingOptions {
  /** What the cluster is to look like, as for `MesosCluster.start`. Default: one master and one agent. */
  readonly description?: ClusterDescriptionInput | undefined;
  /**
   * Who shares a cluster: nobody, the tests of a file, or all tests that a worker of Vitest runs with this `test`. Tests that
   * share one find it reset. Default: `file`.
   */
  readonly scope?: 'test' | 'file' | 'worker' | undefined;
  /**
   * What becomes of a test that asks for what the driver of its cluster cannot do: it fails, or it is skipped with the reason. So is,
   * with `MINIMESOS_ATTACH`, one whose description says more of the cluster than how many agents it has. Default: `fail`.
   */
  readonly unsupported?: 'fail' | 'skip' | undefined;
}

/**
 * Vitest's `test` with a fixture `cluster`. A cluster starts when the first test asks for it and is gone when the last is
 * over. When a test fails, what happened on the cluster meanwhile is printed. With a scope other than `test`, Vitest wants it
 * called at the top level of a file.
 */
export function minimesosTest(options: MinimesosTestOptions = {}): TestAPI<{ cluster: MesosCluster }> {
  expect.extend(matchers);
  const { description, scope = 'file', unsupported = 'fail' } = options;
  const shared = base.extend<{ minimesosFixture: ClusterFixture }>({
    minimesosFixture: [
      // Vitest reads the names of other fixtures from this pattern.
      // biome-ignore lint/correctness/noEmptyPattern: there are none
      async ({}, use) => {
        const fixture = new ClusterFixture(description, options);
        await use(fixture);
        await fixture.destroy();
      },
      { scope },
    ],
  });
  const extended = shared.extend<{ cluster: MesosCluster }>({
    cluster: async ({ minimesosFixture, task, skip }, use) => {
      const test = nameOf(task);
      const replaced = unsupported === 'skip' ? replacedBy(process.env, description) : [];
      skip(replaced.length > 0, `the cluster of MINIMESOS_ATTACH is as it is, and this test describes ${replaced.join(', ')}`);
      const cluster = await minimesosFixture.begin(test);
      if (unsupported === 'skip') onRefusal(cluster, ({ details }) => skip(reasonOf(cluster, details)));
      await use(cluster);
      const report = minimesosFixture.end(test, task.result?.state === 'fail' && !task.fails);
      if (report !== undefined) console.error(report);
    },
  });
  return extended as unknown as TestAPI<{ cluster: MesosCluster }>;
}

const reasonOf = ({ driver }: MesosCluster, { operation }: { readonly operation: string }) =>
  `${operation} is not possible with the driver ${driver}`;

/** With the names of the `describe` blocks around it. */
const nameOf = ({ name, suite }: Named): string => (suite?.name ? `${nameOf(suite)} > ${name}` : name);

interface Named {
  readonly name: string;
  readonly suite?: Named | undefined;
}

/** {@link minimesosTest} without options: tests of a file share a cluster with one agent, reset between them. */
export const test: TestAPI<{ cluster: MesosCluster }> = minimesosTest();
export { test as it };
