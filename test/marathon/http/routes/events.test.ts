import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../../fixture.js';

/** What comes on a stream of events, until it is left. */
async function follow(url: string) {
  let text = '';
  let head = {};
  const leave = await new Promise<() => void>((resolve, reject) => {
    const asked = request(url, { headers: { Accept: 'text/event-stream' } }, (answer) => {
      head = answer.headers;
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', () => {});
      resolve(() => asked.destroy());
    });
    asked.on('error', reject).end();
  });
  return { leave, head: () => head, text: () => text };
}

describe('the event stream', () => {
  it('tells what happens, in the form that real clients split', async () => {
    await using marathon = await MarathonFixture.start();
    const all = await follow(`${marathon.marathon.url}/v2/events`);
    const some = await follow(`${marathon.marathon.url}/v2/events?event_type=status_update_event&event_type=api_post_event`);
    expect(all.head()).toMatchObject({ 'content-type': 'text/event-stream;charset=utf-8' });
    await marathon.run(SLEEPER);
    await marathon.until(() => all.text().includes('deployment_success'), 'the end of the deployment');
    const records = all
      .text()
      .split('\r\n\r\n')
      .filter((record) => record !== '');
    for (const record of records) {
      const [, name, data = ''] = /^event: (\w+)\r\ndata: (\{.*\})$/.exec(record) ?? [];
      expect(JSON.parse(data)).toMatchObject({ eventType: name, timestamp: expect.any(String) });
    }
    expect(all.text()).toMatch(/^event: event_stream_attached\r\ndata: \{"remoteAddress":"127\.0\.0\.1"/);
    const types = [...some.text().matchAll(/event: (\w+)/g)].map(([, type]) => type);
    expect([...new Set(types)]).toEqual(['api_post_event', 'status_update_event']);
    const update = marathon.events.find(({ taskStatus }) => taskStatus === 'TASK_RUNNING');
    expect(update).toEqual({
      ...{ eventType: 'status_update_event', appId: '/sleeper', taskStatus: 'TASK_RUNNING', message: expect.any(String) },
      ...{ slaveId: marathon.cluster.agents[0]?.id, taskId: expect.any(String), host: expect.any(String) },
      ...{
        ports: [expect.any(Number)],
        ipAddresses: expect.any(Array),
        version: expect.any(String),
        timestamp: expect.any(String),
      },
    });
    all.leave();
    await marathon.until(() => marathon.typesOf('event_stream_detached').length === 1, 'the end of one');
    some.leave();
  });
});
