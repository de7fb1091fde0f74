import { answerChallenge } from '../../../../src/mesos/process/cram-md5.js';
import type { Pid } from '../../../../src/mesos/process/pid.js';
import { Process } from '../../../../src/mesos/process/process.js';
import type { Runtime } from '../../../../src/mesos/process/runtime.js';
import type { MessageName, Messages } from '../../../../src/mesos/wire/internal-messages.js';
import type { FrameworkInfo, Offer, scheduler, TaskInfo } from '../../../../src/mesos/wire/messages.js';
import { frameworkInfo, type MasterFixture } from '../master-fixture.js';

const FROM_MASTER = [
  ...(['FrameworkRegisteredMessage', 'FrameworkReregisteredMessage', 'FrameworkErrorMessage'] as const),
  ...(['ResourceOffersMessage', 'RescindResourceOfferMessage', 'InverseOffersMessage'] as const),
  ...(['RescindInverseOfferMessage', 'StatusUpdateMessage', 'LostSlaveMessage', 'ExitedExecutorMessage'] as const),
  ...(['ExecutorToFrameworkMessage', 'SubmitSchedulerResponse'] as const),
  ...(['AuthenticationCompletedMessage', 'AuthenticationFailedMessage', 'AuthenticationErrorMessage'] as const),
] as const;

export interface Credential {
  readonly principal: string;
  readonly secret: string;
}

/** A v0 scheduler that keeps what it is told and says what a test wants. */
export class FakeScheduler extends Process {
  readonly received: { name: MessageName; message: Messages[MessageName] }[] = [];
  frameworkId = '';
  /** The process of the master that authenticates this one. */
  session: Pid = '';
  /** What the master wants to have answered. */
  challenge = '';
  /** The mechanism by which it starts to authenticate by itself. */
  startsWith: string | undefined = 'CRAM-MD5';

  /** @param id other runs of a scheduler have other ones */
  constructor(
    runtime: Runtime,
    private readonly master: () => Pid,
    id: string,
    private readonly options: { readonly credential?: Credential | undefined; readonly port?: number } = {},
  ) {
    super(runtime, id, { ip: '127.0.0.1', port: options.port ?? 7000 });
    for (const name of FROM_MASTER) this.on(name, (message) => this.#note(name, message));
    this.on('AuthenticationMechanismsMessage', (message, from) => {
      this.#note('AuthenticationMechanismsMessage', message);
      this.session = from;
      if (this.startsWith) this.send(from, 'AuthenticationStartMessage', { mechanism: this.startsWith });
    });
    this.on('AuthenticationStepMessage', ({ data }, from) => {
      this.challenge = data;
      const { credential } = this.options;
      if (credential) this.send(from, 'AuthenticationStepMessage', { data: answerChallenge(credential, data) });
    });
  }

  static of({ runtime, master }: MasterFixture, id = 'scheduler-1', credential?: Credential): FakeScheduler {
    return runtime.spawn(new FakeScheduler(runtime, () => master.pid, id, { credential }));
  }

  /** One that has registered with the classic message. */
  static async registered(fixture: MasterFixture, info: Partial<FrameworkInfo> = {}, id?: string): Promise<FakeScheduler> {
    const scheduler = FakeScheduler.of(fixture, id);
    await scheduler.register(info);
    return scheduler;
  }

  get names(): MessageName[] {
    return this.received.map(({ name }) => name);
  }

  /** All messages of this name so far. */
  all<Name extends MessageName>(name: Name): Messages[Name][] {
    return this.received.filter((one) => one.name === name).map(({ message }) => message as Messages[Name]);
  }

  get errors(): string[] {
    return this.all('FrameworkErrorMessage').map(({ message }) => message);
  }

  get offers(): Offer[] {
    return this.all('ResourceOffersMessage').flatMap(({ offers }) => offers);
  }

  /** Sends something, to the master unless told otherwise, and waits until nothing more happens. */
  async tell<Name extends MessageName>(name: Name, message: Messages[Name], to = this.master()): Promise<void> {
    this.send(to, name, message);
    await this.runtime.settle();
  }

  register(info: Partial<FrameworkInfo> = {}): Promise<void> {
    return this.tell('RegisterFrameworkMessage', { framework: { ...frameworkInfo, ...info } });
  }

  reregister(frameworkId: string, failover: boolean, info: Partial<FrameworkInfo> = {}): Promise<void> {
    const framework = { ...frameworkInfo, id: { value: frameworkId }, ...info };
    return this.tell('ReregisterFrameworkMessage', { framework, failover });
  }

  /** As libmesos does it. */
  subscribe(info: Partial<FrameworkInfo> = {}, force = false): Promise<void> {
    const { id } = info;
    const subscribe = { framework_info: { ...frameworkInfo, ...info }, force };
    return this.tell('Call', { type: 'SUBSCRIBE', framework_id: id, subscribe });
  }

  call(type: scheduler.Call.Type, body: Partial<Messages['Call']> = {}): Promise<void> {
    return this.tell('Call', { framework_id: this.id$, type, ...body });
  }

  launch(offer: Offer, tasks: TaskInfo[]): Promise<void> {
    return this.tell('LaunchTasksMessage', { framework_id: this.id$, tasks, offer_ids: [offer.id], filters: {} });
  }

  get id$(): { value: string } {
    return { value: this.frameworkId };
  }

  override exited(): void {}

  #note(name: MessageName, message: Messages[MessageName]): void {
    this.received.push({ name, message });
    if (name === 'FrameworkRegisteredMessage' || name === 'FrameworkReregisteredMessage') {
      this.frameworkId = (message as Messages['FrameworkRegisteredMessage']).framework_id.value;
    }
  }
}
