import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { answerChallenge } from '../../../src/mesos/process/cram-md5.js';
import { MasterFixture } from './master-fixture.js';
import { FakeScheduler } from './v0/fake-scheduler.js';

const credential = { principal: 'p', secret: 'secret' };
const wrong = { principal: 'p', secret: 'wrong' };

async function start(flags: GivenFlags = {}, { own }: { own?: typeof credential } = { own: credential }) {
  const fixture = await MasterFixture.start({ credentials: [credential], ...flags });
  const peer = FakeScheduler.of(fixture, 'scheduler-1', own);
  const principal = () => fixture.master.authentication.principalOf(peer.pid);
  const authenticate = () => peer.tell('AuthenticateMessage', { pid: peer.pid });
  return { fixture, peer, principal, authenticate };
}

describe('whoever authenticates', () => {
  it('proves who he is, with a session of his own', async () => {
    const { fixture, peer, principal, authenticate } = await start();
    await authenticate();
    expect(peer.names).toEqual(['AuthenticationMechanismsMessage', 'AuthenticationCompletedMessage']);
    expect(peer.all('AuthenticationMechanismsMessage')).toEqual([{ mechanisms: ['CRAM-MD5'] }]);
    expect(peer.session).toBe(`crammd5-authenticator-session(1)@${fixture.master.pid.split('@')[1]}`);
    expect(principal()).toBe('p');
    expect(fixture.runtime.has(peer.session)).toBe(false);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/messages_authenticate': 1 });
  });

  it('may do so for another process', async () => {
    const { fixture, peer } = await start();
    await peer.tell('AuthenticateMessage', { pid: 'slave(1)@127.0.0.1:1' });
    expect(fixture.master.authentication.principalOf('slave(1)@127.0.0.1:1')).toBe('p');
  });

  it.each([wrong, { principal: 'q', secret: 'secret' }])('is refused as %j', async (own) => {
    const { peer, principal, authenticate } = await start({}, { own });
    await authenticate();
    expect([peer.names.at(-1), principal()]).toEqual(['AuthenticationFailedMessage', undefined]);
  });

  it('is refused where there are no credentials', async () => {
    const fixture = await MasterFixture.start();
    const peer = FakeScheduler.of(fixture, 'scheduler-1', credential);
    await peer.tell('AuthenticateMessage', { pid: peer.pid });
    expect(peer.names.at(-1)).toBe('AuthenticationFailedMessage');
  });

  it('hears what is wrong with what he says, and then is not listened to', async () => {
    const { fixture, peer, authenticate } = await start({}, {});
    const say = async (...steps: (() => Promise<void>)[]) => {
      await authenticate();
      for (const step of steps) await step();
      expect(fixture.runtime.has(peer.session)).toBe(false);
      return peer.all('AuthenticationErrorMessage').at(-1)?.error;
    };
    const step = (text: string) => () =>
      peer.tell('AuthenticationStepMessage', { data: Buffer.from(text).toString('base64') }, peer.session);
    const startWith = (mechanism: string, data?: string) => () =>
      peer.tell('AuthenticationStartMessage', { mechanism, data }, peer.session);
    expect(await say(step('nonsense'))).toBe('SASL(-5): bad protocol / cancel: need authentication name');
    expect(await say(step(' x'))).toBe('SASL(-5): bad protocol / cancel: need authentication name');
    expect(await say(startWith('CRAM-MD5'))).toBe("Unexpected authentication 'start' received");
    peer.startsWith = undefined;
    expect(await say(step('p x'))).toBe("Unexpected authentication 'step' received");
    expect(await say(startWith('PLAIN'))).toBe("SASL(-4): no mechanism available: Couldn't find mech PLAIN");
    expect(await say(startWith('CRAM-MD5', 'eA=='))).toBe(
      'SASL(-5): bad protocol / cancel: CRAM-MD5 does not accept inital data',
    );
    const count = peer.received.length;
    await step('p x')();
    expect(peer.received).toHaveLength(count);
  });

  it('is not helped by what another says in the session', async () => {
    const { fixture, peer, principal, authenticate } = await start({}, {});
    await authenticate();
    const stranger = FakeScheduler.of(fixture, 'stranger');
    await stranger.tell('AuthenticationStepMessage', { data: answerChallenge(credential, peer.challenge) }, peer.session);
    expect([principal(), fixture.runtime.has(peer.session), stranger.received]).toEqual([undefined, true, []]);
    await peer.tell('AuthenticationStepMessage', { data: answerChallenge(credential, peer.challenge) }, peer.session);
    expect(principal()).toBe('p');
  });

  it('has so much time, and may begin anew', async () => {
    const { fixture, peer, principal, authenticate } = await start({ authentication_v0_timeout: '5secs' }, {});
    await authenticate();
    const [first, challenge] = [peer.session, peer.challenge];
    await fixture.advance(5000);
    expect(fixture.runtime.has(first)).toBe(false);
    await authenticate();
    const second = peer.session;
    await authenticate();
    expect(fixture.runtime.has(second)).toBe(false);
    await peer.tell('AuthenticationStepMessage', { data: answerChallenge(credential, challenge) }, peer.session);
    expect([peer.names.at(-1), principal()]).toEqual(['AuthenticationFailedMessage', undefined]);
  });

  it('that is gone has not, and what he says again has to be proved again', async () => {
    const { fixture, peer, principal, authenticate } = await start({}, {});
    await authenticate();
    peer.terminate();
    await fixture.runtime.settle();
    expect([fixture.runtime.has(peer.session), principal()]).toEqual([false, undefined]);
  });

  it('is nobody any more when it begins anew, or is gone', async () => {
    const { fixture, principal, authenticate, peer } = await start();
    await authenticate();
    expect(principal()).toBe('p');
    fixture.master.exited(peer.pid);
    expect(principal()).toBeUndefined();
  });
});

describe('with authenticate_frameworks', () => {
  it('a scheduler that has not authenticated is refused', async () => {
    const { peer } = await start({ authenticate_frameworks: true });
    await peer.subscribe();
    expect(peer.errors).toEqual([`Framework at ${peer.pid} is not authenticated`]);
  });

  it('a scheduler that has is not, and has the principal also when it does not name it', async () => {
    const { fixture, peer, authenticate } = await start({ authenticate_frameworks: true });
    await authenticate();
    await peer.register();
    expect(fixture.master.frameworks.get(peer.frameworkId)?.info.principal).toBe('p');
  });

  it('a scheduler waits until it is known who it is', async () => {
    const { peer, authenticate, fixture } = await start({ authenticate_frameworks: true }, {});
    await authenticate();
    await peer.register();
    expect(peer.names).toEqual(['AuthenticationMechanismsMessage']);
    await peer.tell('AuthenticationStepMessage', { data: answerChallenge(credential, peer.challenge) }, peer.session);
    expect(peer.names.slice(1)).toEqual(['AuthenticationCompletedMessage', 'FrameworkRegisteredMessage']);
    await authenticate();
    await peer.reregister(peer.frameworkId, true);
    await peer.tell('AuthenticationStepMessage', { data: answerChallenge(wrong, peer.challenge) }, peer.session);
    expect(peer.errors).toEqual([`Framework at ${peer.pid} is not authenticated`]);
    await authenticate();
    const { length } = peer.received;
    await peer.reregister(peer.frameworkId, true);
    await fixture.advance(60_000);
    expect(peer.received).toHaveLength(length);
  });

  it('a scheduler may not be another principal, and has to authenticate again when it was gone', async () => {
    const { peer, authenticate, fixture } = await start({ authenticate_frameworks: true });
    await authenticate();
    await peer.register({ principal: 'q' });
    expect(peer.errors).toEqual(["Framework principal 'q' does not match authenticated principal 'p'"]);
    await peer.register({ failover_timeout: 60 });
    fixture.master.exited(peer.pid);
    await peer.reregister(peer.frameworkId, false);
    expect(peer.errors.at(-1)).toBe(`Framework at ${peer.pid} is not authenticated`);
  });
});

describe('with authenticate_agents', () => {
  it('an agent that has not authenticated is not registered', async () => {
    const { fixture } = await start({ authenticate_agents: true });
    expect((await fixture.agent()).agentId).toBe('');
    expect(fixture.master.agents.size).toBe(0);
  });
});
