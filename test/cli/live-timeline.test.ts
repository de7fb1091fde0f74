import { describe, expect, it } from 'vitest';
import { LiveTimeline } from '../../src/cli/live-timeline.js';
import type { TimelineEntry } from '../../src/timeline/timeline.js';
import { keep } from './fake-context.js';

const entry = (sequence: number, source: string): TimelineEntry => ({
  sequence,
  at: 1000 * sequence,
  kind: 'call',
  source,
  what: 'ACCEPT',
});

async function written(json: boolean, terminal = {}): Promise<string> {
  const output = Object.assign(keep(), terminal);
  const live = new LiveTimeline(output, { NO_COLOR: '1' }, json);
  live.add(entry(1, 'a-long-name'));
  live.add(entry(2, 'b'));
  await new Promise(setImmediate);
  return output.text;
}

describe('a timeline that goes on', () => {
  it('is aligned with what came before, and counts from its first entry', async () => {
    expect(await written(false)).toBe('+0.000s  call  a-long-name  ACCEPT\n+1.000s  call  b            ACCEPT\n');
  });

  it('fits the terminal', async () => {
    expect(await written(false, { isTTY: true, columns: 20 })).toBe('+0.000s  call  a-lo…\n+1.000s  call  b   …\n');
  });

  it('is one value in each line for programs', async () => {
    expect(await written(true)).toBe(`${JSON.stringify(entry(1, 'a-long-name'))}\n${JSON.stringify(entry(2, 'b'))}\n`);
  });
});
