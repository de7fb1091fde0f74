import { afterEach, describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { principalOfAnswer } from '../../../src/mesos/process/cram-md5.js';
import type { Pid } from '../../../src/mesos/process/pid.js';
import type { MessageName, Messages } from '../../../src/mesos/wire/internal-messages.js';
import { type AgentFixture, startAgent } from './agent-fixture.js';
import type { FakeMaster } from './fake-master.js';

const credential = { principal: 'agent', secret: 'secret' };
const CHALLENGE = Buffer.from('<1@master>').toString('base64');

let fixture: AgentFixture;
let authenticatees: Pid[] = [];
afterEach(() => {
  authenticatees = [];
  return fixture.stop();
});

/** An agent whose master says this when it is told these messages by somebody who authenticates. */
async function started(
  says: (master: FakeMaster, to: Pid, name: MessageName, message: Messages[MessageName]) => void,
  flags: GivenFlags = {},
): Promise<void> {
  const prepare = (master: FakeMaster): void => {
    master.answersRegistrations = false;
    for (const name of ['AuthenticateMessage', 'AuthenticationStartMessage', 'AuthenticationStepMessage'] as const) {
      master.hear(name, (message, from) => {
        if (name === 'AuthenticateMessage') authenticatees.push(from);
        says(master, from, name, message);
      });
    }
  };
  fixture = await startAgent({ credential, ...flags }, prepare, { virtualTime: true });
  await fixture.runtime.settle();
}

const advance = async (milliseconds: number) => {
  fixture.runtime.clock.advance(milliseconds);
  await fixture.runtime.settle();
};

/** A session as Mesos has it. */
const session: Parameters<typeof started>[0] = (master, to, name, message) => {
  if (name === 'AuthenticateMessage') master.say(to, 'AuthenticationMechanismsMessage', { mechanisms: ['CRAM-MD5'] });
  if (name === 'AuthenticationStartMessage') master.say(to, 'AuthenticationStepMessage', { data: CHALLENGE });
  if (name !== 'AuthenticationStepMessage') return;
  const { data } = message as Messages['AuthenticationStepMessage'];
  const proved = principalOfAnswer([credential], CHALLENGE, data);
  master.say(to, proved ? 'AuthenticationCompletedMessage' : 'AuthenticationFailedMessage', {});
};

describe('an agent with a credential', () => {
  it('authenticates by a process of its own, and then registers', async () => {
    const asked: unknown[] = [];
    await started((master, to, name, message) => {
      if (name === 'AuthenticateMessage') asked.push(message);
      expect(master.all('RegisterSlaveMessage')).toEqual([]);
      session(master, to, name, message);
    });
    expect(asked).toEqual([{ pid: fixture.agent.pid }]);
    const [authenticatee = ''] = authenticatees;
    expect(authenticatee).toBe(`crammd5-authenticatee(1)@${fixture.agent.pid.split('@')[1]}`);
    expect(fixture.runtime.has(authenticatee)).toBe(false);
    expect(fixture.master.all('RegisterSlaveMessage')).toHaveLength(1);
  });

  it('gives up when it is refused', async () => {
    await started(session, { credential: { ...credential, secret: 'wrong' } });
    await advance(600_000);
    expect(fixture.agent.registration.refused).toBe(true);
    expect([authenticatees.length, fixture.master.all('RegisterSlaveMessage')]).toEqual([1, []]);
    expect(fixture.log).toContain(`error: Master ${fixture.master.pid} refused authentication`);
  });

  it('tries again, more and more seldom, when that fails, takes too long, or something else is said than was expected', async () => {
    const failing: ((master: FakeMaster, to: Pid) => void)[] = [
      (master, to) => master.say(to, 'AuthenticationErrorMessage', { error: 'No authenticator loaded' }),
      (master, to) => master.say(to, 'AuthenticationStepMessage', { data: CHALLENGE }),
      () => {},
    ];
    await started((master, to, name, message) => {
      const fails = name === 'AuthenticateMessage' ? failing.shift() : undefined;
      if (fails) fails(master, to);
      else session(master, to, name, message);
    });
    expect(authenticatees).toHaveLength(1);
    await advance(1000);
    expect(authenticatees).toHaveLength(2);
    await advance(1999);
    expect(authenticatees).toHaveLength(2);
    await advance(1);
    expect(authenticatees).toHaveLength(3);
    await advance(20_000);
    expect(authenticatees).toHaveLength(3);
    await advance(4000);
    expect([authenticatees.length, fixture.master.all('RegisterSlaveMessage').length]).toEqual([4, 1]);
    const reasons = fixture.log.filter((text) => text.includes('Failed to authenticate')).map((text) => text.split(': ').at(-1));
    expect(reasons).toEqual([
      ...['No authenticator loaded', "'mechanisms' was to come next, and something else did", 'it took too long'],
    ]);
  });

  it('authenticates again when the master takes it for disconnected', async () => {
    await started(session);
    fixture.master.answersRegistrations = true;
    await advance(2000);
    expect(fixture.agent.registration.registered).toBe(true);
    fixture.master.tell('PingSlaveMessage', { connected: false });
    await advance(2000);
    expect([authenticatees.length, fixture.agent.registration.registered]).toEqual([2, true]);
  });
});
