import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MarathonFixture } from '../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start({ agents: 1 });
});
afterAll(() => marathon[Symbol.asyncDispose]());
beforeEach(async () => {
  await marathon.call('DELETE', '/v2/groups?force=true');
  await marathon.deployed();
  marathon.events.length = 0;
});

const node = JSON.stringify(process.execPath);
/** Answers with 200 until a file is there, and then with 503. */
const SERVER =
  `exec ${node} -e 'require("http").createServer((q, s) => { s.statusCode = require("fs").existsSync("sick") ? 503 : 200; ` +
  `s.end("hello") }).listen(process.env.PORT0, process.env.HOST)'`;
const app = (more: object) => ({ id: '/web', cmd: SERVER, cpus: 0.1, mem: 32, ...more });
const fast = { intervalSeconds: 1, timeoutSeconds: 5, gracePeriodSeconds: 10, delaySeconds: 0 };

describe('health checks', () => {
  it.each([
    ['HTTP', { protocol: 'HTTP', path: '/' }],
    ['TCP', { protocol: 'TCP' }],
    ['MESOS_HTTP', { protocol: 'MESOS_HTTP', path: '/' }],
    ['MESOS_TCP', { protocol: 'MESOS_TCP' }],
    ['COMMAND', { protocol: 'COMMAND', command: { value: 'test ! -e sick' } }],
  ])('by %s say when a deployment is done', async (_, check) => {
    await marathon.run(app({ healthChecks: [{ ...fast, ...check }] }));
    const { body } = await marathon.call('GET', '/v2/apps/web');
    expect(body.app).toMatchObject({ tasksHealthy: 1, tasksUnhealthy: 0 });
    expect(body.app.tasks[0].healthCheckResults).toEqual([
      expect.objectContaining({ alive: true, consecutiveFailures: 0, firstSuccess: expect.any(String) }),
    ]);
    expect(marathon.events).toContainEqual(
      expect.objectContaining({ eventType: 'health_status_changed_event', appId: '/web', alive: true }),
    );
    expect(marathon.typesOf('instance_health_changed_event')).toEqual(['instance_health_changed_event']);
  });

  it('have tasks killed that are not well', async () => {
    const check = { ...fast, protocol: 'HTTP', maxConsecutiveFailures: 2, gracePeriodSeconds: 300 };
    await marathon.run(app({ healthChecks: [check], backoffSeconds: 0 }));
    const [task] = await marathon.tasks('/web');
    await sicken(task.ports[0]);
    await marathon.until(() => marathon.typesOf('unhealthy_instance_kill_event').length > 0, 'the end of the task');
    expect(marathon.typesOf('failed_health_check_event').length).toBeGreaterThanOrEqual(2);
    await marathon.until(async () => {
      const [now] = await marathon.tasks('/web');
      return now !== undefined && now.id !== task.id && now.healthCheckResults[0]?.alive === true;
    }, 'another task');
    const { lastTaskFailure } = (await marathon.call('GET', '/v2/apps/web')).body.app;
    expect(lastTaskFailure).toMatchObject({
      taskId: task.id,
      state: 'TASK_KILLED',
      message: expect.stringContaining('Reason: 503'),
    });
  });

  it('keep a deployment waiting that is never healthy, and say why', async () => {
    const check = { ...fast, protocol: 'HTTP', path: '/', gracePeriodSeconds: 0, maxConsecutiveFailures: 0 };
    await marathon.call('POST', '/v2/apps', app({ cmd: 'sleep 1000', healthChecks: [check] }));
    await marathon.until(() => marathon.typesOf('failed_health_check_event').length > 0, 'a failure');
    const [task] = await marathon.tasks('/web');
    expect(task.healthCheckResults[0]).toMatchObject({ alive: false, lastFailureCause: expect.stringContaining('ECONNREFUSED') });
    expect((await marathon.call('GET', '/v2/deployments')).body).toHaveLength(1);
    expect(marathon.marathon.progressOf('/web')).toMatchObject({ running: 1, serving: 0, deployed: false });
  });
});

describe('readiness checks', () => {
  it('are waited for by deployments', async () => {
    const check = { name: 'ready', portName: 'web', path: '/', intervalSeconds: 20, preserveLastResponse: true };
    await marathon.run(app({ portDefinitions: [{ name: 'web', port: 0 }], readinessChecks: [check] }));
    expect((await marathon.call('GET', '/v2/apps/web')).body.app.tasksRunning).toBe(1);
  });
});

/** Has the server at a port be unwell: it lies where its sandbox is. */
async function sicken(port: number): Promise<void> {
  const [task] = (await marathon.cluster.tasks({ state: 'TASK_RUNNING' })).filter(({ resources }) =>
    String(resources['ports']).includes(String(port)),
  );
  const { writeFile } = await import('node:fs/promises');
  const state = await (await fetch(`${marathon.cluster.agents[0]?.url}/state`)).json();
  // biome-ignore lint/suspicious/noExplicitAny: the state of an agent is large
  const executors = (state as any).frameworks.flatMap(({ executors: all }: any) => all);
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const { directory } = executors.find(({ id }: any) => id === task?.id);
  await writeFile(`${directory}/sick`, '');
}
