import { describe, expect, it } from 'vitest';
import { listen, readEvents } from '../../src/cluster/events.js';
import { type NewTimelineEntry, Timeline, type TimelineEntry } from '../../src/timeline/timeline.js';

const entry = (what: string, kind: NewTimelineEntry['kind'] = 'task'): NewTimelineEntry => ({
  at: 0,
  kind,
  source: 'master',
  what,
});
const turn = () => new Promise(setImmediate);

describe('reading events', () => {
  it('gives what happens from now on, as far as the filter lets it through', async () => {
    const timeline = new Timeline();
    timeline.add(entry('before'));
    const events = readEvents(timeline, { kinds: ['task'] }, () => {});
    timeline.add(entry('a'));
    timeline.add(entry('b', 'log'));
    timeline.add(entry('c'));
    events.end();
    const seen: string[] = [];
    for await (const { what } of events) seen.push(what);
    expect(seen).toEqual(['a', 'c']);
  });

  it('goes on where a reader has stopped', async () => {
    const timeline = new Timeline();
    const { sequence } = timeline.add(entry('a'));
    timeline.add(entry('b'));
    const events = readEvents(timeline, { since: sequence }, () => {});
    timeline.add(entry('c'));
    expect([(await events.next()).value?.what, (await events.next()).value?.what]).toEqual(['b', 'c']);
  });

  it('stops listening when the reader leaves the loop', async () => {
    const timeline = new Timeline();
    let ends = 0;
    const events = readEvents(timeline, {}, () => ends++);
    timeline.add(entry('a'));
    for await (const _ of events) break;
    timeline.add(entry('b'));
    expect(events.waiting).toBe(0);
    expect(ends).toBe(1);
  });

  it('does not grow without end for a reader that does not read', async () => {
    const timeline = new Timeline();
    const events = readEvents(timeline, {}, () => {});
    for (let index = 0; index < 10_500; index++) timeline.add(entry('a'));
    expect(events.waiting).toBeLessThan(10_100);
    const read = async () => {
      for await (const _ of events);
    };
    await expect(read()).rejects.toMatchObject({ code: 'READER_TOO_SLOW' });
  });

  it('refuses kinds that do not exist', () => {
    expect(() => readEvents(new Timeline(), { kinds: ['tsk' as 'task'] }, () => {})).toThrow('task, perhaps');
    expect(() => listen(new Timeline(), 'tasks' as 'task', () => {})).toThrow('kinds has to be some of');
  });
});

describe('listening', () => {
  it('hears one kind, or all, until it is ended', async () => {
    const timeline = new Timeline();
    const heard: string[] = [];
    const stop = listen(timeline, 'task', ({ what }) => heard.push(`task ${what}`));
    listen(timeline, '*', ({ what }) => heard.push(`any ${what}`));
    timeline.add(entry('a'));
    timeline.add(entry('b', 'log'));
    await turn();
    stop();
    timeline.add(entry('c'));
    await turn();
    expect(heard).toEqual(['task a', 'any a', 'any b', 'any c']);
  });

  it('hears nothing after its end, not even what happened just before', async () => {
    const timeline = new Timeline();
    const heard: TimelineEntry[] = [];
    const stop = listen(timeline, '*', (each) => heard.push(each));
    timeline.add(entry('a'));
    stop();
    await turn();
    expect(heard).toEqual([]);
  });

  it('never disturbs what is going on', () => {
    const timeline = new Timeline();
    let called = false;
    listen(timeline, '*', () => {
      called = true;
    });
    timeline.add(entry('a'));
    expect(called).toBe(false);
  });
});
