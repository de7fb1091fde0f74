import { describe, expect, it } from 'vitest';
import { waitForFramework } from '../../../src/cluster/waits/for-framework.js';
import { frameworkInState, stateWith } from '../states.js';
import { FakeCluster } from './fake-cluster.js';

const mine = frameworkInState();

describe('waitForFramework', () => {
  it.each([mine.name, mine.id])('finds the framework %s', async (nameOrId) => {
    const fake = new FakeCluster();
    const waiting = waitForFramework(fake, nameOrId, {});
    await fake.looked(1);
    fake.change(stateWith({ frameworks: [frameworkInState({ id: 'M-0007', name: 'other' }), mine] }));
    expect(await waiting).toBe(mine);
  });

  it('waits until it is active', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ frameworks: [{ ...mine, active: false, connected: false }] });
    const waiting = waitForFramework(fake, 'mine', {});
    await fake.looked(1);
    fake.change(stateWith({ frameworks: [mine] }));
    expect(await waiting).toBe(mine);
  });

  it('says when there is one that is not active', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ frameworks: [{ ...mine, active: false }] });
    const error = await fake.expire(waitForFramework(fake, 'mine', {}));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', details: { waitedFor: 'Framework mine' } });
    expect(error.message).toContain('it is registered, but its scheduler is not connected');
  });

  it('finds slips of the keyboard, those that ended, and those that were not let in', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ frameworks: [mine], completed_frameworks: [frameworkInState({ name: 'mien' })] });
    const at = fake.clock.now();
    fake.running.timeline.add({ at, kind: 'call', source: 'x', what: 'SUBSCRIBE', details: { status: 403 } });
    const { message } = await fake.expire(waitForFramework(fake, 'mien', {}));
    expect(message).toContain('it was there, and has ended');
    expect(message).toContain('there is a framework "mine"; perhaps that one is meant');
    expect(message).toContain('was refused with status 403');
  });

  it('ends at once when the framework of an id has ended', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({ completed_frameworks: [mine] });
    await expect(waitForFramework(fake, mine.id, {})).rejects.toMatchObject({ code: 'WAIT_IMPOSSIBLE' });
  });

  it.each([undefined, '', 5])('refuses %j for a framework', async (name) => {
    await expect(waitForFramework(new FakeCluster(), name as string, {})).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses options that do not exist', async () => {
    const waiting = waitForFramework(new FakeCluster(), 'mine', { timeuot: 5 } as object);
    await expect(waiting).rejects.toThrow('An option of waitForFramework() has to be timeout, perhaps, but is timeuot.');
  });
});
