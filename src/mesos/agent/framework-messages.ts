import type { Messages } from '../wire/internal-messages.js';
import type { Agent } from './agent.js';

/** Data between schedulers and executors, on its way through the agent; there are no promises about it. */
export class FrameworkMessages {
  constructor(private readonly agent: Agent) {}

  /** Data of a scheduler goes to the executor if that is there to get it. */
  deliver({ framework_id, executor_id, data }: Messages['FrameworkToExecutorMessage']): void {
    const { metrics, frameworks } = this.agent;
    const executor = frameworks.get(framework_id.value)?.executors.get(executor_id.value);
    const deliverable = executor?.state === 'RUNNING' && executor.peer !== undefined;
    if (deliverable) metrics.validFrameworkMessages.increment();
    else metrics.invalidFrameworkMessages.increment();
    if (deliverable) executor.peer?.message(executor, data);
  }

  /** Data of an executor goes to its scheduler: by way of the master, unless that has told where the scheduler is. */
  passOn(given: Messages['ExecutorToFrameworkMessage']): void {
    const { metrics, registration, frameworks, agentId } = this.agent;
    const framework = frameworks.get(given.framework_id.value);
    if (!registration.registered || framework?.state !== 'RUNNING') {
      metrics.invalidFrameworkMessages.increment();
      return;
    }
    metrics.validFrameworkMessages.increment();
    const message = { ...given, agent_id: { value: agentId } };
    if (framework.scheduler === undefined) this.agent.sendToMaster('ExecutorToFrameworkMessage', message);
    else this.agent.sendTo(framework.scheduler, 'ExecutorToFrameworkMessage', message);
  }
}
