import { describe, expect, it } from 'vitest';
import { answerChallenge } from '../../../src/mesos/process/cram-md5.js';
import { Process } from '../../../src/mesos/process/process.js';
import type { MessageName, Messages } from '../../../src/mesos/wire/internal-messages.js';
import { MasterFixture } from './master-fixture.js';

const credential = { principal: 'agent', secret: 'secret' };

/** Something at the address of an agent that asks the master to be let in. */
class Peer extends Process {
  readonly received: [MessageName, unknown][] = [];

  constructor({ runtime, master }: MasterFixture) {
    super(runtime, 'slave(1)', { ip: '127.0.0.1', port: 6100 });
    const names = [
      ...(['AuthenticationMechanismsMessage', 'AuthenticationStepMessage', 'AuthenticationCompletedMessage'] as const),
      ...(['AuthenticationFailedMessage', 'AuthenticationErrorMessage'] as const),
    ];
    for (const name of names) this.on(name, (message) => this.received.push([name, message]));
    this.tell = async (name, message) => {
      this.send(master.pid, name, message);
      await runtime.settle();
    };
    runtime.spawn(this);
  }

  readonly tell: <Name extends MessageName>(name: Name, message: Messages[Name]) => Promise<void>;

  get last(): [MessageName, unknown] | undefined {
    return this.received.at(-1);
  }

  /** As far as the challenge, which is returned. */
  async begin(): Promise<string> {
    await this.tell('AuthenticateMessage', { pid: this.pid });
    await this.tell('AuthenticationStartMessage', { mechanism: 'CRAM-MD5' });
    return (this.last as [MessageName, { data: string }])[1].data;
  }

  async prove(secret: string): Promise<void> {
    await this.tell('AuthenticationStepMessage', { data: answerChallenge({ ...credential, secret }, await this.begin()) });
  }
}

const start = (flags = {}) => MasterFixture.start({ credentials: [credential], ...flags });

describe('an agent', () => {
  it('proves who it is', async () => {
    const fixture = await start();
    const peer = new Peer(fixture);
    await peer.prove('secret');
    expect(peer.received.map(([name]) => name)).toEqual([
      ...['AuthenticationMechanismsMessage', 'AuthenticationStepMessage', 'AuthenticationCompletedMessage'],
    ]);
    expect(peer.received[0]?.[1]).toEqual({ mechanisms: ['CRAM-MD5'] });
    expect(fixture.master.authentication.principalOf(peer.pid)).toBe('agent');
  });

  it('is refused with a wrong secret, and with an old answer', async () => {
    const fixture = await start();
    const peer = new Peer(fixture);
    await peer.prove('wrong');
    expect(peer.last).toEqual(['AuthenticationFailedMessage', {}]);
    const first = answerChallenge(credential, await peer.begin());
    await peer.begin();
    await peer.tell('AuthenticationStepMessage', { data: first });
    expect(peer.last).toEqual(['AuthenticationFailedMessage', {}]);
    expect(fixture.master.authentication.principalOf(peer.pid)).toBeUndefined();
  });

  it('has to begin with the beginning', async () => {
    const peer = new Peer(await start());
    await peer.tell('AuthenticationStepMessage', { data: answerChallenge(credential, '') });
    expect(peer.last).toEqual(['AuthenticationFailedMessage', {}]);
    await peer.tell('AuthenticationStartMessage', { mechanism: 'PLAIN' });
    expect(peer.last).toEqual(['AuthenticationErrorMessage', { error: 'Unsupported mechanism PLAIN' }]);
  });

  it('is refused where there are no credentials', async () => {
    const peer = new Peer(await MasterFixture.start());
    await peer.prove('secret');
    expect(peer.last).toEqual(['AuthenticationFailedMessage', {}]);
  });

  it('is nobody any more when it begins anew, or is gone', async () => {
    const fixture = await start();
    const peer = new Peer(fixture);
    await peer.prove('secret');
    await peer.begin();
    expect(fixture.master.authentication.principalOf(peer.pid)).toBeUndefined();
    await peer.prove('secret');
    fixture.master.exited(peer.pid);
    expect(fixture.master.authentication.principalOf(peer.pid)).toBeUndefined();
  });

  it('may not register unless it has, where agents have to', async () => {
    const fixture = await start({ authenticate_agents: true });
    expect((await fixture.agent()).agentId).toBe('');
    expect(fixture.master.agents.size).toBe(0);
  });
});
