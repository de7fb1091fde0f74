import { writeFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { DockerFixture, docker, dockerTask } from '../../mesos/containerizer/docker/docker-fixture.js';
import { Site } from '../real-program.js';

const PATIENCE = { timeout: 30_000, interval: 20 };

let site: Site;
afterEach(() => site[Symbol.asyncDispose]());

/** Names of the containers of an agent, those that have ended included. */
const containersOf = async (workDirectory: string): Promise<string[]> =>
  (await docker('ps', '--all', '--filter', `label=minimesos.agent=${workDirectory}`, '--format', '{{.Names}}'))
    .split('\n')
    .filter(Boolean);

async function start(flags: Record<string, string> = {}) {
  site = new Site();
  const master = site.master();
  const { ip, port } = await master.address();
  const agentFlags = { master: `${ip}:${port}`, containerizers: 'docker,mesos', ...flags };
  const agent = site.agent(agentFlags);
  const at = await agent.address();
  await agent.logged(/Registered with the master/);
  const cluster = await MesosCluster.start({ driver: 'attached', master: `${ip}:${port}` });
  const fixture = await DockerFixture.on(cluster, { checkpoint: true, failover_timeout: 1000 });
  return { agent, fixture, again: () => site.agent({ ...agentFlags, port: at.port }) };
}

it('minimesos-agent runs containers, which outlive it', async () => {
  const { agent, fixture, again } = await start();
  const file = 'while [ ! -e $MESOS_SANDBOX/go ]; do sleep 0.1; done; exit 4';
  const id = await fixture.launch(dockerTask({ value: file }));
  const { container_status } = await fixture.status(id, 'TASK_RUNNING');
  await agent.kill();
  const next = again();
  await next.logged(/Registered with the master/);
  await docker('exec', `mesos-${container_status?.container_id?.value}`, 'touch', '/mnt/mesos/sandbox/go');
  expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', message: 'Container exited with status 4' });
});

it('minimesos-agent leaves nothing on the engine when it is killed with what holds its containers', async () => {
  const { agent, fixture } = await start();
  const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }));
  await fixture.status(id, 'TASK_RUNNING');
  expect(await containersOf(site.path('agent'))).toHaveLength(1);
  const holder = site.containersOf();
  await agent.kill();
  process.kill(holder ?? 0, 'SIGKILL');
  await vi.waitFor(async () => expect(await containersOf(site.path('agent'))).toEqual([]), PATIENCE);
});

it('minimesos-agent ends when it cannot be what its flags say', async () => {
  site = new Site();
  const unknown = site.agent({ master: '127.0.0.1:5050', containerizers: 'rocket' });
  expect(await unknown.ended).toBe(1);
  expect(unknown.stderr).toContain('Unknown or unsupported containerizer: rocket');
  writeFileSync(site.path('no-socket'), '');
  const alone = site.agent({ master: '127.0.0.1:5050', containerizers: 'docker', docker_socket: site.path('no-socket') });
  expect(await alone.ended).toBe(1);
  expect(alone.stderr).toContain('No engine of Docker answers');
});
