import { describe, expect, it } from 'vitest';
import { InTurn } from '../../../src/mesos/process/in-turn.js';

describe('work in turn', () => {
  it('begins when what was asked for before is over, however that ended', async () => {
    const seen: string[] = [];
    const turns = new InTurn();
    const work = (name: string, fails = false) =>
      turns.run(async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
        if (fails) throw new Error(`${name} failed`);
        return name;
      });
    const results = await Promise.allSettled([work('one'), work('two', true), work('three')]);
    expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
    expect(results).toMatchObject([{ value: 'one' }, { reason: { message: 'two failed' } }, { value: 'three' }]);
  });
});
