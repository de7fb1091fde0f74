import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { type Observation, Runtime } from '../../../src/mesos/process/runtime.js';
import type { Fate } from '../../../src/mesos/process/traffic.js';
import { propertyRuns } from '../../property-runs.js';
import { Recorder } from './recorder.js';
import { thrown } from './thrown.js';

function recorders<Names extends string>(runtime: Runtime, ...names: Names[]): Record<Names, Recorder> {
  const entries = names.map((name) => [name, runtime.spawn(new Recorder(runtime, name))] as const);
  return Object.fromEntries(entries) as Record<Names, Recorder>;
}

describe('messages', () => {
  it('arrive later, not while they are sent', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.say(b.pid, 'hello');
    expect(b.seen).toEqual([]);
    await runtime.settle();
    expect(b.seen).toEqual(['hello from a']);
  });

  it('arrive in the order in which they were sent, whoever they are for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), fc.nat(2))), async (sendings) => {
        const runtime = new Runtime();
        const processes = Object.values(recorders(runtime, 'a', 'b', 'c'));
        const arrived: number[] = [];
        for (const process of processes) process.onText = (text) => arrived.push(Number(text));
        for (const [index, [from, to]] of sendings.entries()) processes[from]?.say(processes[to]?.pid ?? '', String(index));
        await runtime.settle();
        expect(arrived).toEqual(sendings.map((_, index) => index));
      }),
      propertyRuns(),
    );
  });

  it('that answers send arrive after those that are on their way already', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    b.onText = (text) => a.say(a.pid, `answer to ${text}`);
    a.say(b.pid, '1');
    a.say(a.pid, '2');
    a.say(b.pid, '3');
    await runtime.settle();
    expect(a.seen).toEqual(['2 from a', 'answer to 1 from a', 'answer to 3 from a']);
  });

  it('may be sent to oneself', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.say(a.pid, 'note');
    await runtime.settle();
    expect(a.seen).toEqual(['note from a']);
  });

  it('to nobody are lost, and nothing else is', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.say('nobody@127.0.0.1:5050', 'lost');
    a.say(a.pid, 'found');
    await runtime.settle();
    expect(a.seen).toEqual(['found from a']);
  });

  it('that nobody handles are logged', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    const observed: Observation[] = [];
    runtime.onObservation((observation) => observed.push(observation));
    a.ping(b.pid);
    await runtime.settle();
    expect(observed).toContainEqual({
      kind: 'log',
      process: b.pid,
      level: 'warning',
      text: `Dropped message PongSlaveMessage from ${a.pid}: nobody handles it here`,
      at: expect.any(Number),
    });
  });

  it('are not lost when a receiver throws, and neither is its error', async () => {
    const runtime = new Runtime();
    const { a, b, c } = recorders(runtime, 'a', 'b', 'c');
    b.onText = (text) => {
      c.say(c.pid, `about ${text}`);
      throw new Error(`defect at ${text}`);
    };
    const errors = await thrown(async () => {
      a.say(b.pid, '1');
      a.say(c.pid, '2');
      a.say(b.pid, '3');
      a.say(c.pid, '4');
      await runtime.settle();
    });
    expect(errors).toEqual([new Error('defect at 1'), new Error('defect at 3')]);
    expect(c.seen).toEqual(['2 from a', '4 from a', 'about 1 from c', 'about 3 from c']);
  });

  it('are frozen when that is asked for, whole', async () => {
    const runtime = new Runtime({ freezeMessages: true });
    const { a } = recorders(runtime, 'a');
    const errors: unknown[] = [];
    const buffer = Buffer.from('bytes');
    const message = { agent_id: { value: 'x' }, list: [{ deep: [] as number[] }], buffer, nothing: null };
    a.receive = (_from, _name, received) => {
      const changes = [
        () => Object.assign(received, { agent_id: { value: 'y' } }),
        () => Object.assign((received as typeof message).agent_id, { value: 'y' }),
        () => (received as typeof message).list[0]?.deep.push(1),
      ];
      for (const change of changes) {
        try {
          change();
        } catch (error) {
          errors.push(error);
        }
      }
    };
    runtime.send(a.pid, a.pid, 'UnregisterSlaveMessage', message);
    await runtime.settle();
    expect(errors).toEqual([expect.any(TypeError), expect.any(TypeError), expect.any(TypeError)]);
    expect(message.agent_id.value).toBe('x');
  });

  it('are handed over as they are otherwise', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    const message = { agent_id: { value: 'x' } };
    const receive = vi.spyOn(a, 'receive');
    runtime.send(a.pid, a.pid, 'UnregisterSlaveMessage', message);
    await runtime.settle();
    expect(receive.mock.calls[0]?.[2]).toBe(message);
    expect(Object.isFrozen(message)).toBe(false);
  });
});

describe('processes', () => {
  it('have a pid of their own', () => {
    const runtime = new Runtime();
    recorders(runtime, 'a');
    expect(() => recorders(runtime, 'a')).toThrow('a@127.0.0.1:5050');
  });

  it('may take the pid of one that has ended', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.terminate();
    const { a: next } = recorders(runtime, 'a');
    b.say(next.pid, 'welcome');
    await runtime.settle();
    expect(next.seen).toEqual(['welcome from b']);
    expect(a.seen).toEqual(['finalized']);
  });

  it('all end, with all timers, when the runtime stops', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    const action = vi.fn();
    a.watch(b.pid);
    runtime.clock.delay(1000, action);
    runtime.stop();
    runtime.clock.advance(2000);
    await runtime.settle();
    expect([a.alive, b.alive]).toEqual([false, false]);
    expect(a.seen).toEqual(['finalized']);
    expect(b.seen).toEqual(['finalized']);
    expect(action).not.toHaveBeenCalled();
  });
});

describe('links', () => {
  it('tell that a process has ended, after what it sent before', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.watch(b.pid);
    b.say(a.pid, 'farewell');
    b.terminate();
    await runtime.settle();
    expect(a.seen).toEqual(['farewell from b', 'b exited']);
  });

  it('tell at once of a process that is not there', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.watch('nobody@127.0.0.1:5050');
    expect(a.seen).toEqual([]);
    await runtime.settle();
    expect(a.seen).toEqual(['nobody exited']);
  });

  it('tell once, however often they were made', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.watch(b.pid);
    a.watch(b.pid);
    b.terminate();
    b.terminate();
    await runtime.settle();
    expect(a.seen).toEqual(['b exited']);
  });

  it('tell all who made them, and nobody else', async () => {
    const runtime = new Runtime();
    const { a, b, c, d } = recorders(runtime, 'a', 'b', 'c', 'd');
    a.watch(d.pid);
    b.watch(d.pid);
    d.watch(c.pid);
    d.terminate();
    await runtime.settle();
    expect([a.seen, b.seen, c.seen]).toEqual([['d exited'], ['d exited'], []]);
  });

  it('end with the process that made them', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.watch(b.pid);
    a.watch('nobody@127.0.0.1:5050');
    a.terminate();
    b.terminate();
    a.watch(b.pid);
    await runtime.settle();
    expect(a.seen).toEqual(['finalized']);
  });

  it('do not outlive what they were to: a successor has to be linked anew', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    a.watch(b.pid);
    b.terminate();
    const { b: next } = recorders(runtime, 'b');
    next.terminate();
    await runtime.settle();
    expect(a.seen).toEqual(['b exited']);
  });
});

describe('settle', () => {
  it('resolves when nothing is under way', async () => {
    await new Runtime().settle();
  });

  it('waits for all messages that messages cause', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.onText = (text) => Number(text) > 0 && a.say(a.pid, String(Number(text) - 1));
    a.say(a.pid, '100');
    await runtime.settle();
    expect(a.seen.length).toBe(101);
  });

  it('waits for work, for what is done with its result, and for what that causes', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    const read = (text: string) => new Promise<string>((resolve) => setTimeout(resolve, 5, text));
    a.wait(read('one'), (text) => {
      a.say(a.pid, text);
      a.wait(read('two'), (next) => a.say(a.pid, next));
    });
    await runtime.settle();
    expect(a.seen).toEqual(['one from a', 'two from a']);
  });

  it('waits for what others do with work that is tracked', async () => {
    const runtime = new Runtime();
    const done: string[] = [];
    const read = async () => {
      await runtime.track(Promise.resolve());
      await Promise.resolve();
      done.push('read');
      await runtime.track(new Promise((resolve) => setTimeout(resolve, 5)));
      done.push('read again');
    };
    void read();
    await runtime.settle();
    expect(done).toEqual(['read', 'read again']);
  });

  it('hands on the outcome of work that is tracked', async () => {
    const runtime = new Runtime();
    await expect(runtime.track(Promise.resolve('result'))).resolves.toBe('result');
    await expect(runtime.track(Promise.reject(new Error('no')))).rejects.toThrow('no');
    await runtime.settle();
  });

  it('does not wait for timers', async () => {
    const runtime = new Runtime();
    runtime.clock.delay(3_600_000, () => {});
    await runtime.settle();
    runtime.stop();
  });

  it('resolves for all who wait', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.say(a.pid, 'x');
    await Promise.all([runtime.settle(), runtime.settle()]);
    expect(a.seen).toEqual(['x from a']);
  });
});

describe('dispatch', () => {
  it('comes after the messages that are on their way, as often as it is called', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.say(a.pid, '1');
    runtime.dispatch(() => a.seen.push('first'));
    runtime.dispatch(() => a.seen.push('second'));
    a.say(a.pid, '2');
    await runtime.settle();
    expect(a.seen).toEqual(['1 from a', 'first', 'second', '2 from a']);
  });
});

describe('delivered', () => {
  it('waits for the messages that are on their way, and for nothing else', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    void runtime.track(new Promise(() => {}));
    a.say(a.pid, '1');
    await runtime.delivered();
    expect(a.seen).toEqual(['1 from a']);
  });
});

describe('terminateAll', () => {
  it('ends the processes; others may take their place, and clock and observers go on', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    const rang = vi.fn();
    runtime.clock.delay(1000, rang);
    runtime.terminateAll();
    expect(a.alive).toBe(false);
    const next = recorders(runtime, 'a').a;
    next.say(next.pid, '1');
    await runtime.settle();
    expect([a.seen, next.seen]).toEqual([['finalized'], ['1 from a']]);
    runtime.clock.advance(1000);
    expect(rang).toHaveBeenCalledOnce();
    runtime.stop();
  });
});

describe('observers', () => {
  it('see every message before its receiver does, and every exit, with the time', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    const order: string[] = [];
    a.onText = () => order.push('received');
    runtime.onObservation(({ kind, at }) => {
      order.push(kind);
      expect(Math.abs(at - runtime.clock.now())).toBeLessThan(10_000);
    });
    a.watch(b.pid);
    b.say(a.pid, 'x');
    b.terminate();
    await runtime.settle();
    expect(order).toEqual(['message', 'received', 'exited']);
  });

  it('see messages to nobody', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    const kinds: string[] = [];
    runtime.onObservation(({ kind }) => kinds.push(kind));
    a.say('nobody@127.0.0.1:5050', 'lost');
    await runtime.settle();
    expect(kinds).toEqual(['message']);
  });

  it('see nothing after they have left, even if they leave while they look', async () => {
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    const seen: string[] = [];
    const leave = runtime.onObservation(() => {
      seen.push('first');
      leave();
    });
    runtime.onObservation(() => seen.push('second'));
    a.say(a.pid, '1');
    a.say(a.pid, '2');
    await runtime.settle();
    expect(seen).toEqual(['first', 'second', 'second']);
  });
});

describe('time that is moved', () => {
  it('goes from timer to timer, and what one sets off is done before the next', async () => {
    const runtime = new Runtime({ virtualTime: true });
    const { a, b } = recorders(runtime, 'a', 'b');
    const start = runtime.clock.now();
    const times: number[] = [];
    const beat = () => {
      a.say(b.pid, 'beat');
      a.after(1000, beat);
    };
    b.onText = () => {
      times.push(runtime.clock.now() - start);
      b.wait(Promise.resolve(), () => times.push(-1)); // work that is under way
    };
    beat();
    await runtime.advance(3500);
    expect(times).toEqual([0, -1, 1000, -1, 2000, -1, 3000, -1]);
    expect(runtime.clock.now() - start).toBe(3500);
  });

  it('can be moved by one timer', async () => {
    const runtime = new Runtime({ virtualTime: true });
    const { a } = recorders(runtime, 'a');
    const start = runtime.clock.now();
    a.after(1000, () => {});
    expect(await runtime.step(start + 999)).toBe(false);
    expect([await runtime.step(), runtime.clock.now() - start]).toEqual([true, 1000]);
    expect(await runtime.step()).toBe(false);
  });

  it('does not wait for ever for work that goes on', async () => {
    const runtime = new Runtime({ virtualTime: true });
    void runtime.track(new Promise(() => {}));
    const start = runtime.clock.now();
    await runtime.advance(1000);
    expect(runtime.clock.now() - start).toBe(1000);
  });
});

describe('what stands in the way', () => {
  const traffic = { kind: 'event', process: 'master@127.0.0.1:1', api: 'scheduler', peer: 'F0', type: 'OFFERS' } as const;

  it.each<[string, Fate | undefined, number]>([
    ['of nothing', undefined, 1],
    ['of what is dropped', { kind: 'dropped' }, 0],
    ['of what is doubled', { kind: 'doubled' }, 2],
    ['of what is only for calls', { kind: 'unanswered' }, 0],
  ])('%s lets it pass so often', (_, fate, times) => {
    const runtime = new Runtime();
    runtime.interceptor = () => fate;
    const deliver = vi.fn();
    runtime.pass(traffic, deliver);
    expect(deliver).toHaveBeenCalledTimes(times);
  });

  it('keeps messages until they may proceed', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    const kept: (() => void)[] = [];
    runtime.interceptor = (asked) =>
      asked.kind === 'message' && asked.to === b.pid ? { kind: 'kept', keep: (proceed) => kept.push(proceed) } : undefined;
    a.say(b.pid, 'late');
    a.say(a.pid, 'now');
    await runtime.settle();
    expect([a.seen, b.seen]).toEqual([['now from a'], []]);
    kept[0]?.();
    await runtime.settle();
    expect(b.seen).toEqual(['late from a']);
  });

  it('does not give a successor what it keeps for the one before: that connection has ended', async () => {
    const runtime = new Runtime();
    const { a, b } = recorders(runtime, 'a', 'b');
    const kept: (() => void)[] = [];
    runtime.interceptor = () => ({ kind: 'kept', keep: (proceed) => kept.push(proceed) });
    a.say(b.pid, 'late');
    await runtime.settle();
    b.terminate();
    const { b: successor } = recorders(runtime, 'b');
    kept[0]?.();
    await runtime.settle();
    expect([b.seen, successor?.seen]).toEqual([['finalized'], []]);
  });

  it('resets the connection of events', () => {
    const runtime = new Runtime();
    runtime.interceptor = () => ({ kind: 'reset' });
    const [deliver, reset] = [vi.fn(), vi.fn()];
    runtime.pass(traffic, deliver, reset);
    expect([deliver.mock.calls.length, reset.mock.calls.length]).toEqual([0, 1]);
  });
});

describe('an action', () => {
  const action = { kind: 'action', process: 'slave(1)@127.0.0.1:1', name: 'FETCH', task: 't1' } as const;
  const options = { failure: (error = 'usual') => `It failed: ${error}`, tracked: true };
  const runtimeThat = (fate: Fate | undefined) => {
    const runtime = new Runtime();
    runtime.interceptor = () => fate;
    return runtime;
  };

  it('is done, and seen', async () => {
    const runtime = runtimeThat(undefined);
    const seen: Observation[] = [];
    runtime.onObservation((observation) => seen.push(observation));
    expect(await runtime.perform(action, async () => 'done', options)).toBe('done');
    expect(seen).toMatchObject([action]);
  });

  it.each([
    [undefined, 'It failed: usual'],
    ['disk', 'It failed: disk'],
  ])('that fails is not done (%s)', async (error, message) => {
    const work = vi.fn(async () => {});
    await expect(runtimeThat({ kind: 'failed', error }).perform(action, work, options)).rejects.toThrow(message);
    expect(work).not.toHaveBeenCalled();
  });

  it('that waits is not under way, until it goes on', async () => {
    let proceed = () => {};
    const keep = (given: () => void) => {
      proceed = given;
    };
    const runtime = runtimeThat({ kind: 'kept', keep });
    const done = runtime.track(runtime.perform(action, async () => 'done', options));
    await runtime.settle();
    proceed();
    await runtime.settle();
    expect(await done).toBe('done');
  });

  it('that waits can be given up', async () => {
    const giveUp = new AbortController();
    const runtime = runtimeThat({ kind: 'kept', keep: () => {} });
    const work = vi.fn(async () => {});
    const waiting = runtime.perform(action, work, { ...options, signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(work).not.toHaveBeenCalled();
  });
});

describe('chance', () => {
  it('is that which the runtime was given', () => {
    expect(new Runtime({ random: seededRandom(1) }).random.uuid()).toBe(seededRandom(1).uuid());
  });
});

describe('fake timers of a test runner', () => {
  afterEach(() => void vi.useRealTimers());

  it('do not freeze the delivery of messages', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    const runtime = new Runtime();
    const { a } = recorders(runtime, 'a');
    a.say(a.pid, 'x');
    await runtime.settle();
    expect(a.seen).toEqual(['x from a']);
  });
});
