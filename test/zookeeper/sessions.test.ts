import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { seededRandom, systemRandom } from '../../src/mesos/process/random.js';
import { type Session, Sessions } from '../../src/zookeeper/sessions.js';

let clock: Clock;
let sessions: Sessions<string>;
let expired: bigint[];
beforeEach(() => {
  clock = new Clock({ virtual: true });
  expired = [];
  sessions = new Sessions(clock, seededRandom(1), (session: Session<string>) => {
    sessions.remove(session);
    expired.push(session.id);
  });
});

describe('sessions', () => {
  it('have ids and passwords of their own', () => {
    const all = Array.from({ length: 10 }, () => sessions.create(1000));
    expect(new Set(all.map(({ id }) => id)).size).toBe(10);
    expect(new Set(all.map(({ password }) => password.toString('hex'))).size).toBe(10);
    expect(all.every(({ id, password }) => id > 0n && id < 2n ** 56n && password.length === 16)).toBe(true);
  });

  it('have passwords of bytes that nobody can foretell, as numbers of chance can be', () => {
    const unknown = { ...systemRandom, number: () => expect.unreachable('a password is not made of these') };
    const [one, another] = [1, 2].map(() => new Sessions<string>(clock, unknown, () => {}).create(1000).password);
    expect(one).toHaveLength(16);
    expect(one).not.toEqual(another);
  });

  it('end when they are silent for as long as they may be', () => {
    const [short, long] = [sessions.create(1000), sessions.create(3000)];
    clock.advance(900);
    sessions.touch(short);
    clock.advance(900);
    expect(expired).toEqual([]);
    clock.advance(100);
    expect(expired).toEqual([short.id]);
    clock.advance(5000);
    expect(expired).toEqual([short.id, long.id]);
    expect(sessions.all()).toEqual([]);
  });

  it('do not end while they are suspended', () => {
    const session = sessions.create(1000);
    sessions.suspend();
    clock.advance(5000);
    expect(expired).toEqual([]);
    sessions.resume(true);
    clock.advance(999);
    expect(expired).toEqual([]);
    sessions.suspend();
    clock.advance(5000);
    sessions.resume(false);
    expect(expired).toEqual([session.id]);
  });

  it('come back with their whole time, and no new one takes their id', () => {
    const first = sessions.create(1000);
    const saved = { id: first.id + 5n, password: Buffer.of(1), timeoutMs: 500 };
    const restored = sessions.restore(saved);
    expect(restored).toMatchObject(saved);
    expect(sessions.create(1000).id).toBe(first.id + 6n);
    clock.advance(500);
    expect(expired).toEqual([restored.id]);
  });

  describe('of clients that are connected', () => {
    let world: Clock;
    beforeEach(() => {
      world = new Clock({ virtual: true });
      const expire = (session: Session<string>) => {
        sessions.remove(session);
        expired.push(session.id);
      };
      sessions = new Sessions(clock, seededRandom(1), expire, () => false, world);
    });

    function connected(timeoutMs = 1000): Session<string> {
      const session = sessions.create(timeoutMs);
      session.connection = 'somewhere';
      return session;
    }

    it('do not end when only the clock is moved', () => {
      const session = connected();
      clock.advance(3_600_000);
      world.advance(900);
      clock.advance(900);
      expect(expired).toEqual([]);
      sessions.touch(session);
      world.advance(900);
      clock.advance(3_600_000);
      expect(expired).toEqual([]);
      world.advance(100);
      clock.advance(100);
      expect(expired).toEqual([session.id]);
    });

    it('do not end when only the world goes on', () => {
      const session = connected();
      world.advance(1400);
      clock.advance(999);
      expect(expired).toEqual([]);
      clock.advance(1);
      expect(expired).toEqual([session.id]);
    });

    it('have the rest of their time when the connection ends', () => {
      const session = connected();
      world.advance(400);
      clock.advance(3_600_000);
      session.connection = undefined;
      clock.advance(599);
      expect(expired).toEqual([]);
      clock.advance(1);
      expect(expired).toEqual([session.id]);
    });

    it('go on when the process stood still, and what they sent meanwhile is only read now', async () => {
      const [silent, heard] = [connected(), connected()];
      world.advance(60_000);
      clock.advance(60_000);
      sessions.touch(heard);
      await new Promise((resolve) => setImmediate(resolve));
      expect(expired).toEqual([silent.id]);
    });

    it('end after a standstill that was longer on the clock than they may be silent', () => {
      const session = connected();
      sessions.suspend();
      clock.advance(1000);
      sessions.resume(false);
      expect(expired).toEqual([session.id]);
    });
  });
});
