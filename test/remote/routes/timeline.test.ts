import type { IncomingMessage } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { TimelineEntry } from '../../../src/timeline/timeline.js';
import { Api, eventsOf } from '../api.js';

const run = (api: Api, path: string, command: string) =>
  api.ask('POST', `${path}/run`, { json: { command }, headers: { Accept: 'application/json' } });

/** Reads entries until one satisfies the predicate, and cuts the connection. */
async function readUntil(response: IncomingMessage, last: (entry: TimelineEntry) => boolean): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for await (const { id, event, data } of eventsOf(response)) {
    const entry = data as TimelineEntry;
    expect({ id, event }).toEqual({ id: String(entry.sequence), event: 'message' });
    entries.push(entry);
    if (last(entry)) break;
  }
  response.destroy();
  return entries;
}

const sequences = (entries: readonly TimelineEntry[]) => entries.map(({ sequence }) => sequence);

describe('the timeline', () => {
  it('is JSON, lines of JSON, text, or a diagram', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const path = `/v1/clusters/${name}`;
    await run(api, path, 'true');
    const query = '?kinds=task,agent&text=TASK';
    const entries: TimelineEntry[] = (await api.ask('GET', `${path}/timeline${query}`)).json;
    expect(entries.map(({ what }) => what)).toContain('TASK_FINISHED');
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['task']));
    const lines = await api.ask('GET', `${path}/timeline${query}`, { headers: { Accept: 'application/x-ndjson' } });
    expect(
      lines.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(entries);
    const text = await api.ask('GET', `${path}/timeline${query}`, { headers: { Accept: 'text/plain, application/json;q=0.5' } });
    expect(text.text.trim().split('\n')).toHaveLength(entries.length);
    expect(text.text).toContain('TASK_FINISHED');
    const diagram = await api.ask('GET', `${path}/timeline${query}`, { headers: { Accept: 'text/vnd.mermaid' } });
    expect(diagram.text).toMatch(/^sequenceDiagram\n {2}participant Master1 as master\n {2}Note over Master1: TASK_STAGING /);
    const since = entries[1]?.sequence;
    expect((await api.ask('GET', `${path}/timeline${query}&since=${since}`)).json).toEqual(entries.slice(2));
    const task = entries[0]?.task;
    expect((await api.ask('GET', `${path}/timeline?task=${task}&kinds=task`)).json).toEqual(entries);
    expect((await api.ask('GET', `${path}/timeline?task=none`, { headers: { Accept: 'text/plain' } })).text).toBe('');
  });

  it('is asked for with filters that exist', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const { problems } = await api.refused('INVALID_REQUEST', 'GET', `/v1/clusters/${name}/timeline?kinds=tusk&sinc=1`);
    expect(problems).toMatchObject([
      { path: 'sinc', suggestion: 'since' },
      { path: 'kinds[0]', suggestion: 'task' },
    ]);
    for (const query of ['since=-1', 'since=1.5', 'since=x', 'since=']) {
      await api.refused('INVALID_REQUEST', 'GET', `/v1/clusters/${name}/timeline?${query}`);
    }
  });
});

describe('events', () => {
  it('come as they happen', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const path = `/v1/clusters/${name}`;
    const response = await api.open('GET', `${path}/events?kinds=task`);
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const reading = readUntil(response, ({ what }) => what === 'TASK_FINISHED');
    await run(api, path, 'true');
    const entries = await reading;
    expect(entries).toEqual((await api.ask('GET', `${path}/timeline?kinds=task`)).json.slice(0, entries.length));
  });

  it('go on where a dropped connection left off', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const path = `/v1/clusters/${name}`;
    const first = readUntil(await api.open('GET', `${path}/events?since=0`), ({ what }) => what === 'TASK_STARTING');
    await run(api, path, 'true');
    const seen = await first;
    await run(api, path, 'true');
    const headers = { 'Last-Event-ID': String(seen.at(-1)?.sequence) };
    const all: TimelineEntry[] = (await api.ask('GET', `${path}/timeline`)).json;
    const rest = await readUntil(
      await api.open('GET', `${path}/events`, { headers }),
      ({ sequence }) => sequence === all.at(-1)?.sequence,
    );
    expect(sequences([...seen, ...rest])).toEqual(sequences(all));
    // The header counts, which a browser sends by itself; the query is what the first request asked for.
    const both = await api.open('GET', `${path}/events?since=1`, { headers });
    expect((await readUntil(both, () => true))[0]?.sequence).toBe((seen.at(-1)?.sequence ?? 0) + 1);
  });

  it('tell what they have missed', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const { cluster } = api.server.clusters.find(name);
    const entries = cluster.timeline();
    vi.spyOn(cluster, 'timeline').mockImplementation((filter) => (filter ? entries : entries.slice(3)));
    const response = await api.open('GET', `/v1/clusters/${name}/events?since=1`);
    for await (const { event, data } of eventsOf(response)) {
      expect({ event, data }).toEqual({ event: 'missed', data: { from: 2, to: 3 } });
      break;
    }
    response.destroy();
  });

  it('end with the cluster', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const response = await api.open('GET', `/v1/clusters/${name}/events`);
    const reading = readUntil(response, () => false);
    await api.ask('DELETE', `/v1/clusters/${name}`);
    await reading;
    expect(response.complete).toBe(true);
  });

  it('are refused where the last id makes no sense', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    for (const id of ['x', '-1', '1.5']) {
      await api.refused('INVALID_REQUEST', 'GET', `/v1/clusters/${name}/events`, { headers: { 'Last-Event-ID': id } });
    }
    await api.refused('UNKNOWN_CLUSTER', 'GET', '/v1/clusters/none/events');
  });

  it('reach many readers at once', async () => {
    await using api = await Api.start();
    const { name } = await api.cluster();
    const path = `/v1/clusters/${name}`;
    const responses = await Promise.all(Array.from({ length: 10 }, () => api.open('GET', `${path}/events`)));
    const reading = responses.map((response) => readUntil(response, ({ what }) => what === 'TASK_FINISHED'));
    await run(api, path, 'true');
    const [first, ...others] = await Promise.all(reading);
    expect(first?.length).toBeGreaterThan(5);
    for (const other of others) expect(other).toEqual(first);
  });
});
