import { describe, expect, it, vi } from 'vitest';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import { Recorder } from './recorder.js';
import { thrown } from './thrown.js';

function spawned(name = 'a') {
  const runtime = new Runtime();
  return { runtime, process: runtime.spawn(new Recorder(runtime, name)) };
}

describe('a process', () => {
  it('has a pid of its id and address', () => {
    expect(spawned('slave(1)').process.pid).toBe('slave(1)@127.0.0.1:5050');
  });

  it('has handlers for messages, which know the sender', async () => {
    const { runtime, process } = spawned();
    runtime.send('other@127.0.0.1:1', process.pid, 'UnregisterSlaveMessage', { agent_id: { value: 'x' } });
    await runtime.settle();
    expect(process.seen).toEqual(['x from other']);
  });
});

describe('its timers', () => {
  it('fire', () => {
    const { runtime, process } = spawned();
    const action = vi.fn();
    process.after(1000, action);
    runtime.clock.advance(1000);
    expect(action).toHaveBeenCalledOnce();
  });

  it('can be cancelled', () => {
    const { runtime, process } = spawned();
    const action = vi.fn();
    process.after(1000, action).cancel();
    runtime.clock.advance(1000);
    expect(action).not.toHaveBeenCalled();
  });

  it('end with the process, and none is set after its end', () => {
    const { runtime, process } = spawned();
    const action = vi.fn();
    process.after(1000, action);
    process.terminate();
    process.after(1000, action);
    runtime.clock.advance(2000);
    expect(action).not.toHaveBeenCalled();
  });

  it('do not fire when one that is due with them ends the process', () => {
    const { runtime, process } = spawned();
    const action = vi.fn();
    process.after(1000, () => process.terminate());
    process.after(1000, action);
    runtime.clock.advance(2000);
    expect(action).not.toHaveBeenCalled();
  });
});

describe('its work', () => {
  it('comes back as a result or as an error', async () => {
    const { runtime, process } = spawned();
    const done = vi.fn();
    const failed = vi.fn();
    process.wait(Promise.resolve(1), done, failed);
    process.wait(Promise.reject(new Error('no')), done, failed);
    process.wait(Promise.reject('text' as unknown), done, failed);
    await runtime.settle();
    expect(done.mock.calls).toEqual([[1]]);
    expect(failed.mock.calls).toEqual([[new Error('no')], [new Error('text')]]);
  });

  it('does not come back to a process that has ended', async () => {
    const { runtime, process } = spawned();
    const callback = vi.fn();
    process.wait(Promise.resolve(1), callback, callback);
    process.wait(Promise.reject(new Error('no')), callback, callback);
    process.terminate();
    await runtime.settle();
    expect(callback).not.toHaveBeenCalled();
  });

  it('is done even if what follows from it throws, which is seen', async () => {
    const { runtime, process } = spawned();
    const failed = vi.fn();
    const errors = await thrown(async () => {
      const done = () => {
        throw new Error('defect');
      };
      process.wait(Promise.resolve(1), done, failed);
      await runtime.settle();
    });
    expect(errors).toEqual([new Error('defect')]);
    expect(failed).not.toHaveBeenCalled();
  });
});

describe('its end', () => {
  it('comes once', () => {
    const { process } = spawned();
    process.terminate();
    process.terminate();
    expect(process.alive).toBe(false);
    expect(process.seen).toEqual(['finalized']);
  });

  it('loses what is on its way to it, and what it would still send', async () => {
    const { runtime, process } = spawned();
    const other = runtime.spawn(new Recorder(runtime, 'b'));
    other.say(process.pid, 'too late');
    process.terminate();
    process.say(other.pid, 'from the dead');
    await runtime.settle();
    expect(process.seen).toEqual(['finalized']);
    expect(other.seen).toEqual([]);
  });

  it('may come while it handles a message', async () => {
    const { runtime, process } = spawned();
    process.onText = () => process.terminate();
    process.say(process.pid, '1');
    process.say(process.pid, '2');
    await runtime.settle();
    expect(process.seen).toEqual(['finalized', '1 from a']);
  });

  it('is seen by others even if its tidying up fails', async () => {
    class Untidy extends Recorder {
      protected override finalize(): void {
        throw new Error('defect');
      }
    }
    const runtime = new Runtime();
    const process = runtime.spawn(new Untidy(runtime, 'a'));
    const other = runtime.spawn(new Recorder(runtime, 'b'));
    other.watch(process.pid);
    expect(() => process.terminate()).toThrow('defect');
    await runtime.settle();
    expect(other.seen).toEqual(['a exited']);
  });
});
