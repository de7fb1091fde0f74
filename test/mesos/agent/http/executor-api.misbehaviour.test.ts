import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { rawTar } from '../../fetcher/helpers.js';
import { type AgentFixture, customExecutor, startAgent, task } from '../agent-fixture.js';
import { callAgent, eventsOf, outputOf, scriptedExecutor } from './scripted-executor.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
// Whatever was done to the agent: it goes on running tasks.
afterEach(async () => {
  fixture.run(task('after all', 'true'));
  await fixture.master.update('after all', 'TASK_FINISHED');
  await fixture.stop();
});

const PROTOBUF = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an executor', () => {
  it('that subscribes twice goes on with its second stream', async () => {
    const words = 'subscribe wait:LAUNCH subscribe update:TASK_RUNNING wait:ACKNOWLEDGED wait:KILL update:TASK_KILLED';
    fixture.run(task('t1', undefined, { executor: scriptedExecutor('e1', words) }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.kill('t1');
    await fixture.master.update('t1', 'TASK_KILLED');
    expect(eventsOf(fixture, 'e1').slice(0, 5)).toEqual(['SUBSCRIBED', 'LAUNCH', 'SUBSCRIBED', 'ACKNOWLEDGED', 'KILL']);
  });

  it('that sends a thousand updates at once has them delivered in their order', async () => {
    const words = 'subscribe wait:LAUNCH updates:1000 update:TASK_FINISHED';
    fixture.run(task('t1', undefined, { executor: scriptedExecutor('e1', words) }));
    await fixture.master.update('t1', 'TASK_FINISHED');
    const messages = fixture.master.updates('t1').map(({ status }) => status.message);
    expect(messages).toHaveLength(1001);
    expect(new Set(messages)).toEqual(new Set([...Array.from({ length: 1000 }, (_, number) => String(number)), undefined]));
    await expect.poll(() => outputOf(fixture, 'e1').flatMap(({ answer }) => answer ?? [])).toEqual([202, 202]);
  });

  it('that sends updates which nobody acknowledges has one of them on the way', async () => {
    fixture.master.acknowledges = false;
    const words = 'subscribe wait:LAUNCH updates:1000 say:sent';
    fixture.run(task('t1', undefined, { executor: scriptedExecutor('e1', words) }));
    await fixture.master.one('ExecutorToFrameworkMessage');
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
    fixture.master.acknowledges = true;
  });

  it('that sends a thousand messages at once disturbs no other task', async () => {
    fixture.run(task('t1', undefined, { executor: scriptedExecutor('e1', 'subscribe wait:LAUNCH says:1000 say:sent') }));
    fixture.run(task('t2', 'true'));
    await fixture.master.update('t2', 'TASK_FINISHED');
    const sent = Buffer.from('sent').toString('base64');
    await fixture.master.one('ExecutorToFrameworkMessage', ({ data }) => data === sent);
    expect(fixture.master.all('ExecutorToFrameworkMessage')).toHaveLength(1001);
  });

  it('that never registers is ended, and its task fails', async () => {
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(60_000);
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({
      ...{ source: 'SOURCE_AGENT', reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' },
      message: 'Executor did not register within 1mins',
    });
  });
});

describe('a body that is no protobuf', () => {
  it.each<[string, (valid: Buffer) => Buffer]>([
    ['ends too early', (valid) => valid.subarray(0, -1)],
    ['has a field of another wire type', () => Buffer.from([0x12, 0x02, 0x08, 0x01])],
    ['has a length beyond all measure', () => Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x01])],
    ['has a number that never ends', () => Buffer.alloc(64, 0xff)],
    ['has a group that is not ended', () => Buffer.from([0x0b, 0x0b, 0x0b])],
    ['is JSON', () => Buffer.from('{"type":"SUBSCRIBE"}')],
    ['is empty', () => Buffer.alloc(0)],
  ])('because it %s is refused', async (_, spoil) => {
    const { encode } = await loadProtobuf();
    const ids = { executor_id: { value: 'e1' }, framework_id: { value: 'framework-1' } };
    const valid = Buffer.from(encode('executor.Call', { ...ids, type: 'MESSAGE', message: { data: 'AAAA' } }));
    for (const path of ['/api/v1/executor', '/api/v1']) {
      const { status, text } = await callAgent(fixture, spoil(valid), PROTOBUF, { path });
      expect([path, status]).toEqual([path, 400]);
      expect(text).toMatch(/^Failed to /);
    }
  });
});

describe('a task with a URI', () => {
  const failsToFetch = async (value: string) => {
    fixture.run(task('t1', { value: 'true', uris: [{ value }] }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ source: 'SOURCE_AGENT', reason: 'REASON_CONTAINER_LAUNCH_FAILED' });
    expect(status.message).toMatch(
      /^Failed to launch container: Failed to fetch all URIs for container '[-\w]+': exited with status 1$/,
    );
  };

  it('that is not there fails', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    await failsToFetch(`${url}/missing`);
  });

  it('where nobody listens fails', async () => failsToFetch('http://127.0.0.1:1/refused'));

  it.each(['leaves the sandbox upwards', 'names an absolute path'])(
    'of an archive that %s fails, and nothing is written there',
    async (what) => {
      const outside = join(fixture.workDirectory, 'outside');
      const name = what.includes('absolute') ? outside : `${'../'.repeat(20)}${outside.slice(1)}`;
      const url = await serve((_, response) => response.end(rawTar([{ path: name, content: 'escaped' }])));
      await failsToFetch(`${url}/archive.tar`);
      expect(existsSync(outside)).toBe(false);
    },
  );

  it('without an end has as long as an executor has to register', async () => {
    let started = () => {};
    let closed = () => {};
    const asked = new Promise<void>((resolve) => {
      started = resolve;
    });
    const cut = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve((_, response) => {
      const send = () => void (response.destroyed || response.write(Buffer.alloc(1024), () => setImmediate(send)));
      response.on('close', () => closed());
      send();
      started();
    });
    fixture.run(task('t1', { value: 'true', uris: [{ value: `${url}/endless` }] }));
    await asked;
    fixture.runtime.clock.advance(60_000);
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT' });
    await cut; // and nothing more is written into the sandbox
  });
});
