import type { Address, Pid } from '../../../src/mesos/process/pid.js';
import { Process } from '../../../src/mesos/process/process.js';
import type { Runtime } from '../../../src/mesos/process/runtime.js';
import type { MessageName, Messages, StatusUpdate } from '../../../src/mesos/wire/internal-messages.js';
import type { MasterInfo } from '../../../src/mesos/wire/messages.js';

interface Received<Name extends MessageName = MessageName> {
  name: Name;
  message: Messages[Name];
  from: Pid;
}

const MESSAGES_OF_AGENTS: MessageName[] = [
  'RegisterSlaveMessage',
  'ReregisterSlaveMessage',
  'UnregisterSlaveMessage',
  'UpdateSlaveMessage',
  'PongSlaveMessage',
  'StatusUpdateMessage',
  'ExitedExecutorMessage',
  'ExecutorToFrameworkMessage',
  'UpdateOperationStatusMessage',
];

/** A master that notes what it is sent, lets every agent register, and acknowledges updates as a scheduler would. */
export class FakeMaster extends Process {
  readonly received: Received[] = [];
  agent: Pid = '';
  /** Whether agents get an answer when they register. */
  answersRegistrations = true;
  /** Whether updates are acknowledged as they arrive. */
  acknowledges = true;
  pingTimeoutSeconds = 75;
  #waiting: { matches: (received: Received) => boolean; resolve: (received: Received) => void }[] = [];

  constructor(runtime: Runtime, address: Address) {
    super(runtime, 'master', address);
    for (const name of MESSAGES_OF_AGENTS) this.on(name, (message, from) => this.#note({ name, message, from }));
  }

  get info(): MasterInfo {
    return { id: 'master-1', ip: 0, port: this.address.port, pid: this.pid, hostname: 'master.example.com' };
  }

  /** Sends the agent an order. */
  tell<Name extends MessageName>(name: Name, message: Messages[Name]): void {
    this.send(this.agent, name, message);
  }

  /** Says something to a process that may not be the agent. */
  say<Name extends MessageName>(to: Pid, name: Name, message: Messages[Name]): void {
    this.send(to, name, message);
  }

  /** Calls `heard` with the messages of a name. */
  hear<Name extends MessageName>(name: Name, heard: (message: Messages[Name], from: Pid) => void): void {
    this.on(name, heard);
  }

  /** All messages of this name so far. */
  all<Name extends MessageName>(name: Name): Messages[Name][] {
    return this.received.filter((received) => received.name === name).map(({ message }) => message as Messages[Name]);
  }

  /** The first message of this name that matches, now or when it comes. */
  async one<Name extends MessageName>(
    name: Name,
    matches: (message: Messages[Name]) => boolean = () => true,
  ): Promise<Messages[Name]> {
    const fits = (received: Received) => received.name === name && matches(received.message as Messages[Name]);
    const found =
      this.received.find(fits) ?? (await new Promise<Received>((resolve) => this.#waiting.push({ matches: fits, resolve })));
    return found.message as Messages[Name];
  }

  /** The updates of a task so far. */
  updates(taskId: string): StatusUpdate[] {
    return this.all('StatusUpdateMessage')
      .map(({ update }) => update)
      .filter(({ status }) => status.task_id.value === taskId);
  }

  states(taskId: string): string[] {
    return this.updates(taskId).map(({ status }) => status.state);
  }

  /** The update that brings a task into this state. */
  async update(taskId: string, state: string): Promise<StatusUpdate> {
    const { update } = await this.one(
      'StatusUpdateMessage',
      ({ update: { status } }) => status.task_id.value === taskId && status.state === state,
    );
    return update;
  }

  acknowledge({ framework_id, status, uuid, agent_id }: StatusUpdate): void {
    if (!uuid || !agent_id) throw new Error('Nothing to acknowledge');
    this.tell('StatusUpdateAcknowledgementMessage', { agent_id, framework_id, task_id: status.task_id, uuid });
  }

  #note(received: Received): void {
    this.received.push(received);
    this.#answer(received);
    const fitting = this.#waiting.filter(({ matches }) => matches(received));
    this.#waiting = this.#waiting.filter((each) => !fitting.includes(each));
    for (const { resolve } of fitting) resolve(received);
  }

  #answer({ name, message, from }: Received): void {
    const connection = { total_ping_timeout_seconds: this.pingTimeoutSeconds };
    if (name === 'RegisterSlaveMessage' || name === 'ReregisterSlaveMessage') {
      this.agent = from;
      this.link(from);
      if (!this.answersRegistrations) return;
      const { agent } = message as Messages['RegisterSlaveMessage'];
      if (agent.id) this.tell('SlaveReregisteredMessage', { agent_id: agent.id, connection, reconciliations: [] });
      else this.tell('SlaveRegisteredMessage', { agent_id: { value: 'agent-S0' }, connection });
    }
    if (name === 'StatusUpdateMessage' && this.acknowledges)
      this.acknowledge((message as Messages['StatusUpdateMessage']).update);
  }
}
