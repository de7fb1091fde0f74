import type { During } from './access.js';
import type { AgentInState, FrameworkInState, MesosState, TaskInState } from './mesos-state.js';
import type { AgentCondition } from './waits/for-agent.js';
import type { TasksCondition } from './waits/for-tasks.js';
import type { StatePredicate } from './waits/wait-for.js';
import type { WaitOptions } from './waits/watch.js';

/** What can be waited for on a cluster: a part of {@link MesosCluster}. */
export abstract class ClusterWaits {
  readonly #during: During;

  constructor(during: During) {
    this.#during = during;
  }

  /**
   * Waits until a framework of this name or id is registered and active.
   * @throws MinimesosError as {@link ClusterWaits.waitFor}
   */
  waitForFramework(framework: string, options: WaitOptions = {}): Promise<FrameworkInState> {
    return this.#during('waitForFramework()', async (cluster) => {
      const { waitForFramework } = await import('./waits/for-framework.js');
      return waitForFramework(cluster, framework, options);
    });
  }

  /**
   * Waits for a number of tasks; resolves with those that count.
   * @throws MinimesosError as {@link ClusterWaits.waitFor}; the time-out also tells why tasks are not placed
   */
  waitForTasks(condition: TasksCondition = {}): Promise<TaskInState[]> {
    return this.#during('waitForTasks()', async (cluster) => {
      const { waitForTasks } = await import('./waits/for-tasks.js');
      return waitForTasks(cluster, condition);
    });
  }

  /**
   * Waits until an agent is what the master is to take it for; resolves with what the state then says of it.
   * @throws MinimesosError as {@link ClusterWaits.waitFor}
   */
  waitForAgent(condition: AgentCondition & { state: 'gone' }): Promise<undefined>;
  waitForAgent(condition?: AgentCondition & { state?: 'active' | 'inactive' | undefined }): Promise<AgentInState>;
  waitForAgent(condition?: AgentCondition): Promise<AgentInState | undefined>;
  waitForAgent(condition: AgentCondition = {}): Promise<AgentInState | undefined> {
    return this.#during('waitForAgent()', async (cluster) => {
      const { waitForAgent } = await import('./waits/for-agent.js');
      return waitForAgent(cluster, condition);
    });
  }

  /**
   * Waits until the state of the cluster is as the predicate wants it, and resolves with that state.
   * @throws MinimesosError `WAIT_TIMEOUT`, which tells what was seen instead and when it last changed; `WAIT_IMPOSSIBLE`
   *   when it can no longer come; `INVALID_ARGUMENT`; and whatever the predicate throws
   */
  waitFor(predicate: StatePredicate, options: WaitOptions = {}): Promise<MesosState> {
    return this.#during('waitFor()', async (cluster) => {
      const { waitFor } = await import('./waits/wait-for.js');
      return waitFor(cluster, predicate, options);
    });
  }
}
