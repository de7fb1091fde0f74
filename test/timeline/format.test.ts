import { describe, expect, it } from 'vitest';
import { formatTimeline, toJsonLines } from '../../src/timeline/format.js';
import type { TimelineEntry } from '../../src/timeline/timeline.js';

const master = 'master@127.0.0.1:5050';
const id = '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const entry = (more: Partial<TimelineEntry>): TimelineEntry => ({
  ...{ sequence: 1, at: 1000, kind: 'log', source: master, what: 'x' },
  ...more,
});

describe('formatTimeline', () => {
  it('is empty when nothing happened', () => {
    expect(formatTimeline([])).toBe('');
  });

  it('aligns the columns and counts time from the first entry', () => {
    const framework = `${id}-0000`;
    const text = formatTimeline([
      entry({ kind: 'call', source: framework, target: master, what: 'ACCEPT', framework, details: { status: 202 } }),
      entry({ at: 1003.25, kind: 'task', what: 'TASK_RUNNING', framework, task: 't', agent: `${id}-S0` }),
      entry({ at: 13_000, kind: 'command', source: '127.0.0.1:5051', what: 'exited', details: { pid: 7, container: id } }),
    ]);
    expect(text.split('\n')).toEqual([
      ' +0.000s  call     …-0000 → master@127.0.0.1:5050  ACCEPT  status=202',
      ' +0.003s  task     master@127.0.0.1:5050           TASK_RUNNING  task=t  framework=…-0000  agent=…-S0',
      '+12.000s  command  127.0.0.1:5051                  exited  pid=7  container=0a1b2c3d',
    ]);
  });

  it('keeps every entry in one line and harmless for a terminal, whatever a task says', () => {
    const text = formatTimeline([entry({ what: 'a\nb\u001b[31m', details: { message: 'two\nlines "quoted"', note: '\u009b' } })]);
    expect(text.split('\n')).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters that must not be there
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(text).toContain('a\\nb');
  });

  it('cuts lines to the width', () => {
    const text = formatTimeline([entry({ what: 'x'.repeat(100) }), entry({ what: 'short' })], { width: 60 });
    expect(text.split('\n').map((line) => line.length)).toEqual([60, expect.any(Number)]);
    expect(text).toContain('…');
  });

  it('colours on demand only, and what failed in red', () => {
    const failed = entry({ kind: 'task', what: 'TASK_FAILED', task: 't' });
    expect(formatTimeline([failed])).not.toContain('\u001b');
    expect(formatTimeline([failed], { color: true })).toBe(`\u001b[31m${formatTimeline([failed])}\u001b[39m`);
    expect(formatTimeline([entry({ kind: 'task', what: 'TASK_RUNNING' })], { color: true })).toContain('\u001b[32m');
    const refused = entry({ kind: 'call', what: 'ACCEPT', details: { status: 400 } });
    expect(formatTimeline([refused], { color: true })).toContain('\u001b[31m');
  });
});

describe('toJsonLines', () => {
  it('writes one object in each line', () => {
    const entries = [entry({ what: 'a\nb' }), entry({ sequence: 2, details: { status: 202 } })];
    const lines = toJsonLines(entries).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual(entries);
    expect(toJsonLines([])).toBe('');
  });
});
