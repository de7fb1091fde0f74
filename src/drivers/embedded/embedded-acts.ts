import { MinimesosError } from '../../errors.js';
import type { Agent } from '../../mesos/agent/agent.js';
import type { Executor } from '../../mesos/agent/executor.js';
import { rootContainerId } from '../../mesos/containerizer/containerizer.js';
import type { Master } from '../../mesos/master/master.js';
import type { ContainerID } from '../../mesos/wire/messages.js';
import type { DriverActs, ExecutorName, OffersName, TaskName } from '../driver.js';

/** What an embedded cluster has to be asked for. */
export interface ActsHost {
  readonly name: string;
  /** @throws MinimesosError `MASTER_GONE` */
  master(operation: string): Master;
  /** Those that run. */
  agents(): readonly Agent[];
}

/** An executor, and the agent that it is on. */
interface Found {
  readonly agent: Agent;
  readonly executor: Executor;
}

/** What is done once to a cluster so that something goes wrong. */
export class EmbeddedActs implements DriverActs {
  constructor(private readonly host: ActsHost) {}

  async rescindOffers({ framework, agent }: OffersName): Promise<number> {
    const master = this.host.master('rescindOffers()');
    const all = [...master.frameworks.values()].flatMap(({ offers }) => [...offers]);
    const meant = all.filter(
      (offer) =>
        (framework === undefined || offer.framework.id === framework) && (agent === undefined || offer.agent.id === agent),
    );
    const what = `rescinded ${meant.length} ${meant.length === 1 ? 'offer' : 'offers'}`;
    master.observe({ kind: 'act', process: master.pid, what, framework, agent });
    master.offers.rescindAll(meant);
    return meant.length;
  }

  async killExecutor(name: ExecutorName): Promise<void> {
    const { agent, executor } = this.#executor(name);
    this.#observe(agent, executor, `killed executor ${executor.id}`, name.task);
    // One that is still being prepared has no process yet.
    if (!agent.containerizer.kill(executor.containerId, 'SIGKILL')) agent.containerizer.destroy(executor.containerId);
  }

  async pauseTask(name: TaskName): Promise<void> {
    this.#signal(name, 'SIGSTOP', 'paused task');
  }

  async resumeTask(name: TaskName): Promise<void> {
    this.#signal(name, 'SIGCONT', 'resumed task');
  }

  async fillSandbox(name: TaskName): Promise<void> {
    const { agent, executor } = this.#running(name);
    if (!agent.diskIsolator.limits(executor)) {
      const expected = 'a task that was given disk, so that there is a quota to exceed';
      throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The task of fillSandbox()', came: name.task, expected });
    }
    this.#observe(agent, executor, 'filled sandbox', name.task);
    agent.diskIsolator.fill(executor);
  }

  #signal(name: TaskName, signal: 'SIGSTOP' | 'SIGCONT', what: string): void {
    const { agent, executor } = this.#running(name);
    const { containerizer } = agent;
    const id = containerOf(agent, executor, name.task);
    if (!containerizer.status(id)) throw this.#notRunning(name);
    this.#observe(agent, executor, what, name.task);
    containerizer.kill(id, signal);
  }

  /** The executor that a task was given to. */
  #running(name: TaskName): Found {
    const [found] = this.#find(name);
    if (found?.executor.launchedTasks.has(name.task)) return found;
    throw this.#notRunning(name);
  }

  #executor(name: ExecutorName): Found {
    const [found, ...others] = this.#find(name);
    const { framework, executor = name.task ?? '' } = name;
    if (!found) throw new MinimesosError('UNKNOWN_EXECUTOR', { cluster: this.host.name, framework, executor });
    if (others.length === 0) return found;
    const meanings = [found, ...others].map(({ agent }) => `executor ${executor} on agent ${agent.agentId}`);
    throw new MinimesosError('AMBIGUOUS_NAME', { name: executor, meanings });
  }

  /** Executors of this id, or of this task, that are there. */
  #find({ framework, executor, task, agent: agentId }: ExecutorName): Found[] {
    return this.host.agents().flatMap((agent) => {
      if (agentId !== undefined && agent.agentId !== agentId) return [];
      const known = agent.frameworks.get(framework);
      const found = executor === undefined ? known?.taskExecutors.get(task ?? '') : known?.executors.get(executor);
      return found && found.state !== 'TERMINATED' ? [{ agent, executor: found }] : [];
    });
  }

  #notRunning({ task }: TaskName): MinimesosError {
    return new MinimesosError('TASK_NOT_RUNNING', { cluster: this.host.name, task });
  }

  #observe(agent: Agent, { framework }: Executor, what: string, task: string | undefined): void {
    agent.observe({ kind: 'act', process: agent.pid, what, agent: agent.agentId, framework: framework.id, task });
  }
}

/** Where a task runs: in a container of its own within that of its executor, or in that one. */
function containerOf({ containerizer }: Agent, { containerId }: Executor, task: string): ContainerID {
  const isOwn = (id: ContainerID) =>
    rootContainerId(id).value === containerId.value && containerizer.config(id)?.task?.task_id.value === task;
  return containerizer.containers().find(isOwn) ?? containerId;
}
