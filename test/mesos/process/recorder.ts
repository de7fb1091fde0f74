import type { Address, Pid } from '../../../src/mesos/process/pid.js';
import { Process } from '../../../src/mesos/process/process.js';
import type { Runtime } from '../../../src/mesos/process/runtime.js';

export const address = { ip: '127.0.0.1', port: 5050 };

/** A process that writes down what reaches it, and does what tests ask for. The messages it knows are those of agent ids. */
export class Recorder extends Process {
  readonly seen: string[] = [];
  /** Called with the text of each message before it is written down. */
  onText: (text: string) => void = () => {};

  constructor(runtime: Runtime, id: string, at: Address = address) {
    super(runtime, id, at);
    this.on('UnregisterSlaveMessage', ({ agent_id }, from) => {
      this.onText(agent_id.value);
      this.seen.push(`${agent_id.value} from ${from.split('@')[0]}`);
    });
  }

  say(to: Pid, text: string): void {
    this.send(to, 'UnregisterSlaveMessage', { agent_id: { value: text } });
  }

  /** Sends a message that no recorder handles. */
  ping(to: Pid): void {
    this.send(to, 'PongSlaveMessage', {});
  }

  watch(to: Pid): void {
    this.link(to);
  }

  after(milliseconds: number, action: () => void) {
    return this.delay(milliseconds, action);
  }

  wait<Result>(work: Promise<Result>, done: (result: Result) => void, failed: (error: Error) => void = () => {}): void {
    this.io(work, done, failed);
  }

  override exited(pid: Pid): void {
    this.seen.push(`${pid.split('@')[0]} exited`);
  }

  protected override finalize(): void {
    this.seen.push('finalized');
  }
}
