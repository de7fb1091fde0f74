import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import {
  type AgentMatch,
  agentsLike,
  type FrameworkMatch,
  frameworksLike,
  type Search,
  type TaskMatch,
  tasksLike,
} from './match.js';

/** How long a matcher waits. */
export interface MatcherOptions {
  /** Milliseconds, or a duration of Mesos such as `10secs`. Default: `4secs`, a second less than tests may usually take. */
  readonly timeout?: number | string | undefined;
}

/**
 * The matchers as test runners' types have them. Each waits until what it looks for is there, or with `.not` until it is
 * gone, and fails with an account of what was there instead. They have to be awaited.
 *
 * ```ts
 * await expect(cluster).toHaveTask({ framework: 'web', state: 'TASK_RUNNING' });
 * await expect(cluster).not.toHaveFramework('web', { timeout: '10secs' });
 * ```
 */
export interface ClusterMatchers<Result = Promise<void>> {
  /** A task; text stands for its id. */
  toHaveTask(task?: string | TaskMatch, options?: MatcherOptions): Result;
  /** A framework that is registered; text stands for its name. */
  toHaveFramework(framework?: string | FrameworkMatch, options?: MatcherOptions): Result;
  /** An agent that is registered; text stands for its id. */
  toHaveAgent(agent?: string | AgentMatch, options?: MatcherOptions): Result;
}

interface Verdict {
  pass: boolean;
  message: () => string;
}

/** Runners end tests after 5 seconds unless told otherwise, and then nobody would see what the matcher has to say. */
const DEFAULT_TIMEOUT = '4secs';

/** The matchers in the form that `expect.extend` of Vitest and Jest takes. */
export const matchers = {
  toHaveTask: matcher('toHaveTask', tasksLike),
  toHaveFramework: matcher('toHaveFramework', frameworksLike),
  toHaveAgent: matcher('toHaveAgent', agentsLike),
};

/**
 * Waits until the search finds something, or with `wanted: false` nothing more.
 * @throws MinimesosError `WAIT_TIMEOUT`, `INVALID_ARGUMENT`
 */
export async function waitForFind(
  cluster: MesosCluster,
  search: Search,
  wanted: boolean,
  options: MatcherOptions = {},
): Promise<void> {
  await cluster.waitFor((state) => search.found(state) === wanted, {
    description: wanted ? search.what : `The end of ${search.what.charAt(0).toLowerCase()}${search.what.slice(1)}`,
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
  });
}

function matcher<Match>(name: string, searchFor: (match: string | Match | undefined) => Search) {
  return async function (
    this: { isNot?: boolean },
    received: unknown,
    match?: string | Match,
    options?: MatcherOptions,
  ): Promise<Verdict> {
    const wanted = this.isNot !== true;
    try {
      await waitForFind(clusterFrom(received, name), searchFor(match), wanted, options);
      return { pass: wanted, message: () => '' };
    } catch (error) {
      // What can never be true is a defect of the test, whichever way round it is asked.
      if (!isMinimesosError(error, 'WAIT_TIMEOUT')) throw error;
      return { pass: !wanted, message: () => error.message };
    }
  };
}

function clusterFrom(received: unknown, matcher: string): MesosCluster {
  if (typeof received === 'object' && received !== null && typeof (received as MesosCluster).waitFor === 'function') {
    return received as MesosCluster;
  }
  throw new MinimesosError('INVALID_ARGUMENT', {
    argument: `What ${matcher} is asked of`,
    came: show(received),
    expected: 'a MesosCluster',
  });
}
