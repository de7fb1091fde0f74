// What becomes of containers when agents, clusters and their owners come and go.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../../../src/index.js';
import type { ContainerInfo, Resource, TaskInfo } from '../../../../src/mesos/wire/messages.js';
import { resources } from '../../master/master-fixture.js';
import { containersWith, DockerFixture, docker, dockerTask, IMAGE } from './docker-fixture.js';

const EXECUTOR = fileURLToPath(new URL('container-executor.mjs', import.meta.url));
const KINDS: [string, ClusterDescriptionInput][] = [
  ['actor', {}],
  ['process of its own', { agents: [{ ownProcess: true }] }],
];

/** A task of an executor that is in a container itself. */
const ofExecutor = (frameworkId: string, docker: Partial<ContainerInfo.DockerInfo>, data?: string): Partial<TaskInfo> => ({
  executor: {
    executor_id: { value: `on ${docker.network}` },
    framework_id: { value: frameworkId },
    command: { shell: false, value: 'node', arguments: ['/executor.mjs'] },
    container: {
      type: 'DOCKER',
      docker: { image: IMAGE, ...docker },
      volumes: [{ host_path: EXECUTOR, container_path: '/executor.mjs', mode: 'RO' }],
    },
    resources: resources({ cpus: 0.1, mem: 64 }),
  },
  ...(data !== undefined && { data: Buffer.from(data).toString('base64') }),
});

describe.each(KINDS)('an agent that is an %s', (_, description) => {
  it('runs tasks, and executors in containers, on the network of the machine and on one of their own', async () => {
    const fixture = await DockerFixture.start(description);
    expect(await fixture.run('echo $0; exit 2')).toMatchObject({
      message: 'Container exited with status 2',
      stdout: '/bin/sh\n',
    });
    for (const network of ['HOST', 'BRIDGE'] as const) {
      const id = await fixture.launch(ofExecutor(fixture.framework.frameworkId, { network }, 'finish'));
      expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FINISHED' });
      // Its executor lives on: what that has written comes by way of the engine, and may be later than what it has said to the agent.
      await expect
        .poll(() => fixture.file(id, 'stdout'))
        .toMatch(network === 'HOST' ? /^subscribed at 127\.0\.0\.1:/ : /^subscribed at 172\./);
      await fixture.framework.call('SHUTDOWN', {
        shutdown: { executor_id: { value: `on ${network}` }, agent_id: { value: fixture.cluster.agents[0]?.id } },
      });
      await expect.poll(() => running(fixture.cluster.name)).toEqual([]);
    }
  });

  it('comes back after a crash, and finds its containers; their ends are noticed', async () => {
    const fixture = await DockerFixture.start(description, { checkpoint: true, failover_timeout: 1000 });
    const command = { value: 'while [ ! -e $MESOS_SANDBOX/go ]; do sleep 0.1; done; echo went; exit 5' };
    const waiting = await fixture.launch(dockerTask(command));
    const served = await fixture.launch(ofExecutor(fixture.framework.frameworkId, { network: 'BRIDGE' }));
    const { container_status } = await fixture.status(waiting, 'TASK_RUNNING');
    await fixture.status(served, 'TASK_RUNNING');
    const [agent] = fixture.cluster.agents;
    await agent?.kill();
    expect(await running(fixture.cluster.name)).toHaveLength(2);
    await agent?.restart();
    await docker('exec', `mesos-${container_status?.container_id?.value}`, 'touch', '/mnt/mesos/sandbox/go');
    expect(await fixture.end(waiting)).toMatchObject({ state: 'TASK_FAILED', message: 'Container exited with status 5' });
    expect(await fixture.file(waiting, 'stdout')).toBe('went\n');
    await fixture.framework.kill(served);
    expect(await fixture.end(served)).toMatchObject({ state: 'TASK_KILLED' });
  });

  it('has containers of frameworks that do not checkpoint ended when it crashes', async () => {
    const fixture = await DockerFixture.start(description);
    const id = await fixture.launch({
      ...dockerTask({ value: 'sleep 1000' }),
      kill_policy: { grace_period: { nanoseconds: 0 } },
    });
    await fixture.status(id, 'TASK_RUNNING');
    await fixture.cluster.agents[0]?.kill();
    await expect.poll(() => running(fixture.cluster.name), { timeout: 20_000 }).toEqual([]);
  });

  it('leaves nothing after a reset', async () => {
    const fixture = await DockerFixture.start(description);
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }));
    await fixture.status(id, 'TASK_RUNNING');
    await fixture.cluster.reset();
    expect(await containersWith(`minimesos.cluster=${fixture.cluster.name}`)).toEqual([]);
  });

  it('leaves nothing when its owner is killed', async () => {
    const name = `killed-${process.pid}-${description.agents ? 'own' : 'actor'}`;
    const script = `
      import { MesosCluster } from ${JSON.stringify(new URL('../../../../dist/index.js', import.meta.url).href)};
      const cluster = await MesosCluster.start(${JSON.stringify({ name, containerizers: 'docker', ...description })});
      console.log(cluster.leader.url);`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(owner.stdout, 'data');
    const cluster = await MesosCluster.start({ driver: 'attached', master: String(output).trim() });
    const fixture = await DockerFixture.on(cluster);
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }));
    await fixture.status(id, 'TASK_RUNNING');
    expect(await running(name)).toHaveLength(1);
    owner.kill('SIGKILL');
    await expect.poll(() => containersWith(`minimesos.cluster=${name}`), { timeout: 20_000 }).toEqual([]);
  });
});

it('a persistent volume is there for the next container', async () => {
  const fixture = await DockerFixture.start({ agents: [{ resources: 'cpus:2;mem:1024;disk:1000' }] }, { roles: ['db'] });
  const disk: Resource = {
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: 10 }, allocation_info: { role: 'db' } },
    reservations: [{ type: 'DYNAMIC', role: 'db' }],
  };
  const volume = { ...disk, disk: { persistence: { id: 'v' }, volume: { container_path: 'data', mode: 'RW' as const } } };
  const given = resources().map((resource) => ({ ...resource, allocation_info: { role: 'db' } }));
  const isVolume = ({ disk: of }: Resource) => of?.persistence?.id === 'v';
  for (const [index, value] of ['echo kept > data/file', 'cat data/file'].entries()) {
    const more = { ...dockerTask({ value: `cd $MESOS_SANDBOX; ${value}` }), resources: [...given, volume] };
    const operations = [
      { type: 'RESERVE', reserve: { resources: [disk] } },
      { type: 'CREATE', create: { volumes: [volume] } },
    ];
    const id = await fixture.launch(more, index === 0 ? { before: operations } : { needed: isVolume });
    expect(await fixture.end(id)).toEqual({ state: 'TASK_FINISHED', message: 'Container exited with status 0' });
    if (index === 1) expect(await fixture.file(id, 'stdout')).toBe('kept\n');
  }
});

it('an executor in a container may use more when it gets more tasks', async () => {
  const fixture = await DockerFixture.start();
  const limits = async () => {
    const [name = ''] = await running(fixture.cluster.name);
    const [{ HostConfig }] = JSON.parse(await docker('inspect', name));
    return [HostConfig.CpuShares, HostConfig.Memory / 2 ** 20];
  };
  for (const expected of [
    [204, 96],
    [307, 128],
  ]) {
    const id = await fixture.launch(ofExecutor(fixture.framework.frameworkId, {}));
    await fixture.status(id, 'TASK_RUNNING');
    await expect.poll(limits).toEqual(expected);
  }
});

it('an agent whose engine does not answer does not start, and says what was tried', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-engine-'));
  for (const ownProcess of [false, true]) {
    const flags = { docker_socket: join(directory, 'docker.sock') };
    const start = MesosCluster.start({ containerizers: 'docker', agents: [{ flags, ownProcess }] });
    await expect(start).rejects.toMatchObject({
      code: 'DOCKER_NOT_FOUND',
      message: expect.stringContaining(`no such socket: unix://${flags.docker_socket}`),
    });
  }
  rmSync(directory, { recursive: true });
});

it('a task in a container is lost on an agent that has no containerizer for it', async () => {
  const fixture = await DockerFixture.start({ containerizers: 'mesos' });
  const id = await fixture.launch(dockerTask({ value: 'true' }));
  const message = expect.stringContaining('None of the enabled containerizers (mesos) could create a container');
  expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', message });
  const process = await DockerFixture.start({ containerizers: 'docker' });
  const other = await process.launch({ command: { value: 'true' } });
  expect(await process.end(other)).toMatchObject({
    state: 'TASK_FAILED',
    message: expect.stringContaining('None of the enabled containerizers (docker) could create a container'),
  });
});

const running = async (cluster: string): Promise<string[]> =>
  (await docker('ps', '--filter', `label=minimesos.cluster=${cluster}`, '--format', '{{.Names}}')).split('\n').filter(Boolean);
