import type { AllocatorAgent } from '../allocator/allocator.js';
import { type Pid, parsePid } from '../process/pid.js';
import type { Conversion } from '../resources/apply-operation.js';
import { applyCheckpointedResources, needsCheckpointing } from '../resources/checkpointed.js';
import { Resources } from '../resources/resources.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { AgentInfo, MachineID, Resource, URL, UUID } from '../wire/messages.js';
import type { OutstandingOffer } from './offers.js';

type Registration = Messages['RegisterSlaveMessage'];

/**
 * All resources of an agent that registers. Agents of old versions are told what operations do, and cannot tell.
 * @throws Error when they do not fit what operations have made of them.
 */
export function totalResources(registration: Registration, known: Iterable<Resource> = []): Resources {
  const { agent, agent_capabilities, checkpointed_resources } = registration;
  const tells = agent_capabilities.some(({ type }) => type === 'RESOURCE_PROVIDER');
  return applyCheckpointedResources(Resources.of(agent.resources), tells ? checkpointed_resources : known);
}

/** The machine that an agent is on: its host name, and the address from which it speaks. */
export const machineOf = (hostname: string, pid: Pid): MachineID => ({ hostname, ip: parsePid(pid)?.address.ip });

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
  /** What it was configured with, as operations have changed it. */
  total: Resources;
  readonly offers = new Set<OutstandingOffer>();
  /** By framework id, then by task id. */
  readonly tasks = new Map<string, Map<string, Task>>();
  /** Tasks that are to be killed: an agent that comes back with one of them has not heard of it. */
  readonly killedTasks = new Set<Task>();

  info: AgentInfo & { id: { value: string } };
  version = '';
  capabilities: readonly AgentInfo.Capability[] = [];
  /** What it calls the resources it registered with. */
  resourceVersion: UUID = { value: '' };

  /** @throws Error when its resources do not fit what operations have made of them. */
  constructor(
    registration: Registration & { agent: { id: { value: string } } },
    public pid: Pid,
    readonly registeredSeconds: number,
  ) {
    this.info = registration.agent;
    this.id = this.info.id.value;
    this.total = totalResources(registration);
    this.#describe(registration);
  }

  /** As Mesos names it in messages. */
  toString(): string {
    return `${this.id} at ${this.pid} (${this.info.hostname})`;
  }

  /** Where it can be reached, as offers tell it. */
  get url(): URL {
    const at = parsePid(this.pid);
    const { hostname } = this.info;
    return {
      scheme: 'http',
      address: { hostname, ip: at?.address.ip, port: at?.address.port ?? 0 },
      path: `/${at?.id}`,
    };
  }

  /** The machine it is on, as maintenance knows machines. */
  get machine(): MachineID {
    return machineOf(this.info.hostname, this.pid);
  }

  /** Whether it has a capability, such as `RESIZE_VOLUME`. */
  can(capability: string): boolean {
    return this.capabilities.some(({ type }) => type === capability);
  }

  /** What operations have made of its resources. */
  get checkpointed(): Resources {
    return this.total.filter(needsCheckpointing);
  }

  /** An operation changes its resources. */
  apply(conversions: readonly Conversion[]): void {
    for (const { consumed, converted } of conversions) {
      // Another copy of what is shared takes nothing from the agent.
      if (!consumed.isEmpty) this.total = this.total.minus(consumed).plus(converted);
    }
  }

  /** What the allocator has to know of it. */
  get forAllocator(): AllocatorAgent {
    return { info: this.info, capabilities: new Set(this.capabilities.flatMap(({ type }) => type ?? [])) };
  }

  /**
   * The agent came back as another version, or with another configuration.
   * @throws Error when its resources do not fit what operations have made of them.
   */
  change(registration: Registration): void {
    const { agent } = registration;
    const total = totalResources(registration, this.checkpointed);
    // In the order it had, which clients see, unless it is another.
    if (!total.equals(this.total)) this.total = total;
    this.info = { ...agent, id: this.info.id };
    this.#describe(registration);
  }

  #describe({ version = '', agent_capabilities, resource_version_uuid = { value: '' } }: Registration): void {
    this.version = version;
    this.capabilities = agent_capabilities;
    this.resourceVersion = resource_version_uuid;
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
    this.killedTasks.delete(task);
    if (tasks?.size === 0) this.tasks.delete(task.framework_id.value);
  }
}
