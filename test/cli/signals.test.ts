import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { EndingSignals } from '../../src/cli/signals.js';

describe('signals that end', () => {
  it('go to the listener set last; the first is remembered', async () => {
    const source = new EventEmitter();
    const signals = new EndingSignals(source);
    expect(signals.first).toBeUndefined();
    source.emit('SIGHUP', 'SIGHUP');
    const next = signals.next();
    source.emit('SIGTERM', 'SIGTERM');
    expect(await next).toBe('SIGTERM');
    const heard: string[] = [];
    signals.listen((signal) => heard.push(signal));
    source.emit('SIGINT', 'SIGINT');
    expect([heard, signals.first]).toEqual([['SIGINT'], 'SIGHUP']);
  });

  it('are as before when they are no longer listened to', () => {
    const source = new EventEmitter();
    new EndingSignals(source).stop();
    expect(source.eventNames()).toEqual([]);
  });
});
