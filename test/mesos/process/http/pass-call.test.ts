import { describe, expect, it } from 'vitest';
import { emptyResponse } from '../../../../src/mesos/process/http/message.js';
import { passCall } from '../../../../src/mesos/process/http/pass-call.js';
import type { Fate, Traffic } from '../../../../src/mesos/process/traffic.js';

const call: Traffic = { kind: 'call', process: 'master@127.0.0.1:5050', api: 'scheduler', peer: 'F0', type: 'KILL' };

/** How often the call was carried out, and what it is answered. */
function pass(fate: Fate | undefined) {
  const seen = { performed: 0 };
  const fateOf = (asked: Traffic) => {
    expect(asked).toBe(call);
    return fate;
  };
  const answer = passCall({ fateOf }, call, () => {
    seen.performed++;
    return emptyResponse(202);
  });
  return { answer, seen };
}

describe('a call', () => {
  it('is carried out at once when nothing is in its way', () => {
    expect(pass(undefined)).toEqual({ answer: { status: 202 }, seen: { performed: 1 } });
  });

  it('that is dropped is never answered', async () => {
    const { answer, seen } = pass({ kind: 'dropped' });
    const first = await Promise.race([answer, new Promise((resolve) => setImmediate(() => resolve('nothing')))]);
    expect([first, seen.performed]).toEqual(['nothing', 0]);
  });

  it('that is kept is carried out when it may proceed', async () => {
    const kept: (() => void)[] = [];
    const { answer, seen } = pass({ kind: 'kept', keep: (go) => kept.push(go) });
    expect(seen.performed).toBe(0);
    kept[0]?.();
    expect(await answer).toEqual({ status: 202 });
    expect(seen.performed).toBe(1);
  });

  it('that is doubled is carried out twice', async () => {
    const { answer, seen } = pass({ kind: 'doubled' });
    expect(await answer).toEqual({ status: 202 });
    expect(seen.performed).toBe(2);
  });

  it('that is reset is not carried out', () => {
    expect(pass({ kind: 'reset' })).toEqual({ answer: { status: 0, reset: true }, seen: { performed: 0 } });
  });

  it('whose answer is lost is carried out', async () => {
    const { answer, seen } = pass({ kind: 'unanswered' });
    expect([await answer, seen.performed]).toEqual([{ status: 202, reset: true }, 1]);
  });

  it('that is answered otherwise is not carried out', () => {
    const { answer, seen } = pass({ kind: 'answered', status: 307, location: '//127.0.0.1:1' });
    expect([answer, seen.performed]).toEqual([
      expect.objectContaining({ status: 307, headers: { Location: '//127.0.0.1:1' } }),
      0,
    ]);
    expect(pass({ kind: 'answered', status: 503 }).answer).toMatchObject({ status: 503, body: '503 Service Unavailable.' });
  });
});
