import type { AllocatorAgent } from '../allocator/allocator.js';
import type { Pid } from '../process/pid.js';
import { Resources } from '../resources/resources.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { AgentInfo } from '../wire/messages.js';
import type { OutstandingOffer } from './offers.js';

/** What the master knows of one agent. */
export class RegisteredAgent {
  readonly id: string;
  /** False while its connection is broken; then it gets no messages and its resources are not offered. */
  connected = true;
  /** False while it is disconnected, or deactivated by an operator. */
  active = true;
  /** Deactivated by an operator. */
  deactivated = false;
  /** Since when it is being drained, as far as this master knows. */
  estimatedDrainStartSeconds: number | undefined;
  reregisteredSeconds: number | undefined;
  total: Resources;
  readonly offers = new Set<OutstandingOffer>();
  /** By framework id, then by task id. */
  readonly tasks = new Map<string, Map<string, Task>>();
  /** Tasks that were to be killed while the agent was away. */
  readonly killOnReturn: { frameworkId: string; taskId: string }[] = [];

  constructor(
    public info: AgentInfo & { id: { value: string } },
    public pid: Pid,
    public version: string,
    public capabilities: { type: string }[],
    readonly registeredSeconds: number,
  ) {
    this.id = info.id.value;
    this.total = Resources.of(info.resources);
  }

  /** What the allocator has to know of it. */
  get forAllocator(): AllocatorAgent {
    return { info: this.info, capabilities: new Set(this.capabilities.map(({ type }) => type)) };
  }

  /** The agent came back as another version, or with another configuration. */
  change({ agent, version, agent_capabilities }: Messages['RegisterSlaveMessage']): void {
    const configured = Resources.of(agent.resources);
    // Only then: operations may have changed what the agent was configured with.
    if (!configured.equals(Resources.of(this.info.resources))) this.total = configured;
    this.info = { ...agent, id: this.info.id };
    this.version = version;
    this.capabilities = agent_capabilities;
  }

  get offered(): Resources {
    return Resources.of([...this.offers].flatMap((offer) => [...offer.resources]));
  }

  addTask(task: Task): void {
    const tasks = this.tasks.get(task.framework_id.value) ?? new Map<string, Task>();
    this.tasks.set(task.framework_id.value, tasks.set(task.task_id.value, task));
  }

  removeTask(task: Task): void {
    const tasks = this.tasks.get(task.framework_id.value);
    tasks?.delete(task.task_id.value);
    if (tasks?.size === 0) this.tasks.delete(task.framework_id.value);
  }
}
