import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serve } from '../fetcher/helpers.js';
import { rawTar, rawZip } from '../fetcher/raw-archives.js';
import { type AgentFixture, customExecutor, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const sandbox = (executor: string) =>
  join(fixture.workDirectory, 'slaves/agent-S0/frameworks/framework-1/executors', executor, 'runs/latest');

/** Runs a task of an executor that needs this URI; resolves with what becomes of the task. */
async function failing(value: string) {
  const command = { shell: true, value: 'exec sleep 1000', uris: [{ value }] };
  fixture.run(task('t1', undefined, { executor: customExecutor('e1', command) }));
  return (await fixture.master.update('t1', 'TASK_FAILED')).status;
}

/** Whatever was fetched: an ordinary task runs. */
async function unharmed() {
  fixture.run(task('after', 'true'));
  await fixture.master.update('after', 'TASK_FINISHED');
}

const NOT_FETCHED = {
  reason: 'REASON_CONTAINER_LAUNCH_FAILED',
  source: 'SOURCE_AGENT',
  message: expect.stringMatching(
    /^Failed to launch container: Failed to fetch all URIs for container '[-0-9a-f]{36}': exited with status 1$/,
  ),
};

const archives: [name: string, content: Buffer][] = [
  ['parent.tar', rawTar([{ path: '../escaped', content: 'x' }])],
  ['absolute.tar', rawTar([{ path: '/tmp/minimesos-escaped', content: 'x' }])],
  [
    'link.tar',
    rawTar([
      { path: 'out', type: '2', link: '..' },
      { path: 'out/escaped', content: 'x' },
    ]),
  ],
  ['parent.zip', rawZip([{ path: '../escaped', content: 'x' }])],
  ['absolute.zip', rawZip([{ path: '/tmp/minimesos-escaped', content: 'x' }])],
  ['link.zip', rawZip([{ path: 'out', content: '..', mode: 0o120777 }])],
];

it.each(archives)('%s, which would leave the sandbox, fails the task and writes nothing outside', async (name, content) => {
  const { url } = await serve((_, response) => response.end(content));
  expect(await failing(`${url}/${name}`)).toMatchObject(NOT_FETCHED);
  expect(existsSync(join(sandbox('e1'), '..', 'escaped'))).toBe(false);
  expect(existsSync('/tmp/minimesos-escaped')).toBe(false);
  await unharmed();
});

it('a URI that is missing fails the task; the reason is in the sandbox', async () => {
  const { url } = await serve((_, response) => response.writeHead(404).end());
  expect(await failing(`${url}/missing`)).toMatchObject(NOT_FETCHED);
  expect(readFileSync(join(sandbox('e1'), 'stderr'), 'utf8')).toContain('404');
  await unharmed();
});

it('a URI whose server refuses connections fails the task', async () => {
  // Nothing can listen on port 0.
  expect(await failing('http://127.0.0.1:0/refused')).toMatchObject(NOT_FETCHED);
  await unharmed();
});

it.each([
  ['endless', 1],
  ['silent', 0],
])('a URI that is %s is given up when the executor should have registered', async (_, bytes) => {
  let closed = () => {};
  let asked = () => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const requested = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const { url } = await serve((_request, response) => {
    response.on('close', closed);
    response.writeHead(200);
    const more = () => response.write(Buffer.alloc(bytes * 1024)) || response.once('drain', more);
    response.flushHeaders();
    if (bytes) response.on('drain', more) && more();
    asked();
  });
  const failed = failing(`${url}/file`);
  await requested;
  fixture.runtime.clock.advance(60_000);
  expect(await failed).toMatchObject({
    ...{ reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT', message: 'Executor did not register within 1mins' },
  });
  await gone;
  await unharmed();
});
