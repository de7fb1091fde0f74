/**
 * Clusters for tests in Jest.
 *
 * ```ts
 * import { useCluster } from 'minimesos/jest';
 *
 * const cluster = useCluster({ agents: 2 });
 *
 * test('my framework registers', async () => {
 *   startMyFramework(cluster.leader.url);
 *   await expect(cluster).toHaveFramework('mine');
 * });
 * ```
 *
 * @module
 */
import type { ClusterDescriptionInput } from '../cluster/description.js';
import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { MinimesosError } from '../errors.js';
import { type UseClusterOptions, useClusterWith } from './hooks.js';
import { type ClusterMatchers, matchers } from './matchers.js';

// Jest loads no ES modules unless told to: what tests need of the package they get from here.
export { MesosCluster } from '../cluster/mesos-cluster.js';
export { isMinimesosError, MinimesosError } from '../errors.js';
export type { UseClusterOptions } from './hooks.js';
export type { AgentMatch, FrameworkMatch, TaskMatch } from './match.js';
export { type ClusterMatchers, type MatcherOptions, matchers } from './matchers.js';

declare global {
  // The types of Jest are a namespace; with those of `@jest/globals`, extend `Matchers` of the module `expect` likewise.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: all declarations have to agree
    interface Matchers<R, T = {}> extends ClusterMatchers {}
  }
}

type Hook = (action: () => Promise<void>) => void;

/** What this needs of the global variables of Jest. */
export interface JestGlobals {
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
  readonly expect: { extend(more: typeof matchers): void; getState(): { currentTestName?: string } };
}

/**
 * Gives the tests of this file, or of the `describe` block around the call, a cluster: it starts before them, is reset
 * between them, and is gone after them. When a test fails, what happened on the cluster meanwhile is printed. Call it where
 * hooks are registered.
 * @param description what the cluster is to look like, as for `MesosCluster.start`. Default: one master and one agent
 * @returns the cluster; it is there from the first hook before the tests to the last one after them
 * @throws MinimesosError `INVALID_ARGUMENT` outside of Jest
 */
export function useCluster(description?: ClusterDescriptionInput, options?: UseClusterOptions): MesosCluster {
  return useClusterOf(globalThis, description, options);
}

/** As {@link useCluster}, with the global variables of the test file that calls it: each has its own in Jest. */
export function useClusterOf(globals: object, description?: ClusterDescriptionInput, options?: UseClusterOptions): MesosCluster {
  if (!isJest(globals)) {
    const expected = 'called in a test file of Jest with the setting injectGlobals';
    throw new MinimesosError('INVALID_ARGUMENT', {
      argument: 'useCluster of minimesos/jest',
      came: 'called elsewhere',
      expected,
    });
  }
  const { expect } = globals;
  expect.extend(matchers);
  const testName = () => expect.getState().currentTestName ?? 'a test';
  return useClusterWith(
    {
      beforeAll: globals.beforeAll,
      afterAll: globals.afterAll,
      beforeEach: (action) => globals.beforeEach(() => action(testName())),
      afterEach: (action) => globals.afterEach(() => action(testName(), hasFailed(globals))),
    },
    description,
    options,
  );
}

const isJest = (globals: object): globals is JestGlobals =>
  ['beforeAll', 'afterAll', 'beforeEach', 'afterEach', 'expect'].every(
    (name) => typeof (globals as Record<string, unknown>)[name] === 'function',
  );

/** Jest does not tell its hooks whether the test has failed; its runner jest-circus keeps it under this symbol. */
function hasFailed(globals: JestGlobals): boolean {
  const symbol = Object.getOwnPropertySymbols(globals).find(({ description }) => description === 'JEST_STATE_SYMBOL');
  const state = symbol && (globals as unknown as Record<symbol, { currentlyRunningTest?: { errors?: unknown[] } }>)[symbol];
  return (state?.currentlyRunningTest?.errors?.length ?? 0) > 0;
}
