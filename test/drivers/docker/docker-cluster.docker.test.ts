import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../../src/index.js';
import { TestFramework } from '../../cluster/test-framework.js';
import { IMAGES, onEngine, TASK_IMAGE } from '../../docker-images.js';

const inContainers = { driver: 'docker', images: IMAGES } as const;
/** Without Docker tasks there is one container for each agent. */
const plain = { ...inContainers, containerizers: 'mesos' } as const;

const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const left = (cluster: string) => onEngine(`minimesos.cluster=${cluster}`);

async function inspect(name: string) {
  const { docker } = await connectEngine();
  return docker.getContainer(name).inspect();
}

/** What a description that cannot be started fails with; nothing of it is left. */
async function failsToStart(description: ClusterDescriptionInput): Promise<MinimesosError> {
  const name = `failing-${process.pid}`;
  const error = await fails(MesosCluster.start({ ...plain, name, ...description }));
  expect(await left(name)).toEqual([]);
  return error;
}

/** A server in a container, as a task that answers with its text. */
const SERVER = "require('http').createServer((_, answer) => answer.end(process.env.TEXT)).listen(Number(process.env.AT))";
const answer = async (ip: string, port: number) => (await fetch(`http://${ip}:${port}/`)).text();

/** One more than are packed at a time. */
const FILES = Object.fromEntries(['greeting', '2', '3', '4', '5', '6'].map((name) => [`/etc/${name}`, `hello, ${name}\n`]));

describe('a cluster in containers', () => {
  const sandboxes = mkdtempSync(join(tmpdir(), 'minimesos-sandboxes-'));
  let cluster: MesosCluster;

  beforeAll(async () => {
    cluster = await MesosCluster.start({
      ...inContainers,
      name: `whole-${process.pid}`,
      masters: [{ environment: { GREETING: 'hello' }, files: FILES, flags: { allocation_interval: '100ms' } }],
      agents: [{ count: 2, resources: 'cpus:4;mem:1024;ports:[31000-31009]', attributes: 'rack:a' }],
      docker: { sandboxes },
      containers: {
        first: { image: TASK_IMAGE, command: ['sh', '-c', 'echo up; exec sleep 1000'], ready: { log: 'up' } },
        web: {
          image: TASK_IMAGE,
          command: ['node', '-e', SERVER],
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the cluster replaces it
          environment: { TEXT: '${MINIMESOS_MASTER} ${MINIMESOS_FIRST_IP} ${MINIMESOS_ZOOKEEPER}', AT: 80 },
          aliases: ['www'],
          ports: [80],
          after: ['first', 'agents'],
          ready: { http: '/', port: 80 },
        },
      },
    });
  });
  afterAll(async () => {
    await cluster?.destroy();
    expect(await left(`whole-${process.pid}`)).toEqual([]);
    rmSync(sandboxes, { recursive: true });
  });

  const member = (name: string) => inspect(`minimesos-${cluster.name}-${name}`);
  const launch = (framework: TestFramework, id: string, network: 'HOST' | 'BRIDGE', port: number) =>
    framework.launch(id, '', `cpus:0.1;mem:64;ports:[${port}-${port}]`, {
      command: {
        shell: false,
        value: 'node',
        arguments: ['-e', SERVER],
        environment: { variables: variables(id, network, port) },
      },
      container: {
        type: 'DOCKER',
        docker: {
          image: TASK_IMAGE,
          network,
          ...(network === 'BRIDGE' && { port_mappings: [{ host_port: port, container_port: 80, protocol: 'tcp' }] }),
        },
      },
    });
  const variables = (id: string, network: string, port: number) => [
    { name: 'TEXT', value: id },
    { name: 'AT', value: network === 'HOST' ? String(port) : '80' },
  ];

  it('has a container for each member, known by labels, on a network of its own', async () => {
    const names = await left(cluster.name);
    for (const name of ['zookeeper', 'master-1', 'agent-1', 'agent-2', 'first', 'web']) {
      expect(names).toContain(`/minimesos-${cluster.name}-${name}`);
    }
    const { Config, NetworkSettings } = await member('master-1');
    expect(Config.Labels).toMatchObject({ 'minimesos.role': 'master', 'minimesos.member': 'master-1' });
    expect(NetworkSettings.Networks[`minimesos-${cluster.name}`]).toMatchObject({
      IPAddress: cluster.leader.ip,
      Aliases: expect.arrayContaining(['master-1']),
    });
  });

  it('gives masters the settings that are described', async () => {
    const { Config } = await member('master-1');
    expect(Config.Env).toContain('GREETING=hello');
    expect(Config.Cmd).toContain('--allocation_interval=100ms');
    const { stdout } = await promisify(execFile)('docker', [
      'exec',
      `minimesos-${cluster.name}-master-1`,
      'cat',
      ...Object.keys(FILES),
    ]);
    expect(stdout).toBe(Object.values(FILES).join(''));
    expect(await (await fetch(`${cluster.leader.url}/flags`)).json()).toMatchObject({
      flags: { zk: cluster.zookeeper.url, allocation_interval: '100ms' },
    });
  });

  it('has agents with the resources that are described', async () => {
    const { slaves } = await cluster.state();
    expect(slaves).toHaveLength(2);
    for (const { resources, attributes } of slaves) {
      expect(resources).toMatchObject({ cpus: 4, mem: 1024, ports: '[31000-31009]' });
      expect(attributes).toEqual({ rack: 'a' });
    }
  });

  it('keeps sandboxes where it is told to', async () => {
    expect(await cluster.run('echo here > file', { agent: cluster.agents[0] })).toMatchObject({ state: 'TASK_FINISHED' });
    expect(readdirSync(join(sandboxes, 'agent-1'))).toContain('slaves');
  });

  it('runs containers beside those of Mesos, in order, which know where all is', async () => {
    const [first, web] = cluster.containers;
    expect(await first?.log()).toBe('up\n');
    const [address] = web?.addresses ?? [];
    expect(await answer(address?.reached.ip ?? '', address?.reached.port ?? 0)).toBe(
      `${cluster.leader.url} ${first?.ip} ${cluster.zookeeper.url}`,
    );
  });

  it('has names for all', async () => {
    const ask =
      "Promise.all(['www','web','master-1','zookeeper','agent-2'].map(n => require('dns').promises.lookup(n))).then(a => console.log(a.map(x => x.address).join()))";
    const { stdout } = await promisify(execFile)('docker', ['exec', `minimesos-${cluster.name}-first`, 'node', '-e', ask]);
    const web = cluster.containers[1]?.ip;
    expect(stdout.trim()).toBe([web, web, cluster.leader.ip, cluster.zookeeper.ip, cluster.agents[1]?.ip].join());
  });

  it.each(['HOST', 'BRIDGE'] as const)('has tasks of Docker at the address that Mesos reports: %s', async (network) => {
    const port = network === 'HOST' ? 31001 : 31002;
    const framework = await TestFramework.start(cluster, 'servers');
    for (const id of [`${network}-a`, `${network}-b`]) await launch(framework, id, network, port);
    const tasks = await cluster.waitForTasks({ framework: 'servers', state: 'TASK_RUNNING', count: 2 });
    expect(new Set(tasks.map(({ slave_id }) => slave_id)).size).toBe(2); // each has the same port
    for (const { id, slave_id } of tasks) {
      const agent = cluster.agents.find((each) => each.id === slave_id);
      await eventually(async () => expect(await answer(agent?.ip ?? '', port)).toBe(id));
      const [container] = await onEngine(`minimesos.cluster=${cluster.name}`).then((all) =>
        all.filter((name) => name.includes('mesos-')),
      );
      expect(container).toBeDefined();
    }
    framework.close();
    await cluster.waitFor(({ frameworks }) => frameworks.length === 0);
  });

  it('has an agent that comes back at its address with the changes asked for', async () => {
    const [agent] = cluster.agents;
    const { id, url } = agent ?? {};
    await agent?.kill();
    await agent?.restart({ attributes: 'rack:b', flags: { reconfiguration_policy: 'any' } }).catch(async () => {
      // As in Mesos, a changed attribute needs the work directory of a new agent.
      await agent.restart({ attributes: 'rack:a' });
    });
    expect(agent).toMatchObject({ id, url });
    expect(await cluster.run('echo back', { agent })).toMatchObject({ stdout: 'back\n' });
  });

  it('adds agents, which another process finds by labels as well', async () => {
    const agent = await cluster.addAgent({ attributes: 'rack:late' });
    const other = await MesosCluster.connect(cluster.name);
    expect(other.driver).toBe('docker');
    expect(other.agents.map(({ url }) => url).sort()).toEqual(cluster.agents.map(({ url }) => url).sort());
    expect(other.leader).toMatchObject({ url: cluster.leader.url, leading: true });
    expect(other.containers.map(({ name }) => name)).toEqual(['first', 'web']);
    await other.agents.find(({ url }) => url === agent.url)?.stop();
    await other.disconnect();
    await cluster.waitForAgent({ agent: agent.id, state: 'gone' });
    await expect.poll(() => agent.running).toBe(false); // It is the engine that tells of it.
  });

  it('notices at once what crashes', async () => {
    const [, agent] = cluster.agents;
    const { docker } = await connectEngine();
    const ended = new Promise((resolve) => cluster.on('cluster', ({ what }) => what === 'agent ended' && resolve(what)));
    await docker.getContainer(`minimesos-${cluster.name}-agent-2`).kill();
    await ended;
    expect(agent?.running).toBe(false);
    await agent?.restart();
  });

  it('is not started twice', async () => {
    const { code, message } = await fails(
      promisify(execFile)(process.execPath, [
        ...['--input-type=module', '--eval'],
        `import { MesosCluster } from '${new URL('../../../dist/index.js', import.meta.url)}';
         await MesosCluster.start(${JSON.stringify({ ...plain, name: cluster.name })});`,
      ]),
    );
    expect(code).toBe(1);
    expect(message).toContain('CLUSTER_ON_ENGINE');
    expect(await left(cluster.name)).not.toEqual([]);
  });

  it('says what a ZooKeeper in a container cannot do', async () => {
    expect(await fails(cluster.zookeeper.sessions())).toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER' });
    await cluster.zookeeper.freeze();
    await cluster.zookeeper.thaw();
  });
});

describe('ports that are published', () => {
  it('are on loopback, free ones, and all is reached by them', async () => {
    await using cluster = await MesosCluster.start({ ...plain, masters: 2, agents: 2, docker: { publish: true } });
    const urls = [...cluster.masters, ...cluster.agents].map(({ url }) => url);
    for (const url of [...urls, cluster.zookeeper.url]) expect(url).toContain('//127.0.0.1:');
    expect(await cluster.run('echo reached')).toMatchObject({ stdout: 'reached\n' });
    await cluster.failover();
    expect(cluster.leader.leading).toBe(true);
    expect(await cluster.run('echo again')).toMatchObject({ stdout: 'again\n' });
  });

  it('are told when somebody has them', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    try {
      const error = await failsToStart({ docker: { publish: true }, zookeeper: { port } });
      expect(error).toMatchObject({ code: 'PORT_TAKEN', details: { port } });
    } finally {
      server.close();
    }
  });
});

describe('a start that fails', () => {
  it('tells the last log lines of what has ended', async () => {
    const error = await failsToStart({ agents: [{ flags: { isolation: 'posix/cpu' }, image: TASK_IMAGE }] });
    expect(['DOCKER_FAILED', 'START_FAILED']).toContain(error.code);
    expect(error.message).toContain('mesos-agent');
  });

  it('tells at once what a container beside Mesos has ended with', async () => {
    const containers = {
      broken: { image: TASK_IMAGE, command: ['sh', '-c', 'echo no luck; exit 3'], ready: { tcp: 80 } },
    } as const;
    const error = await failsToStart({ containers });
    expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('ended with exit code 3') });
    expect(error.message).toContain('no luck');
  });

  it('tells which image there is not', async () => {
    const error = await failsToStart({ images: { ...IMAGES, agent: 'localhost:1/nobody/has-this:7' } });
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', details: { image: 'localhost:1/nobody/has-this:7' } });
  });

  it('tells what it waited for', async () => {
    const containers = { slow: { image: TASK_IMAGE, command: ['sleep', '1000'], ready: { tcp: 80 } } } as const;
    const error = await failsToStart({ containers, timeout: 15_000 });
    expect(error).toMatchObject({ code: 'START_TIMEOUT', message: expect.stringContaining('container slow to be ready') });
  });

  it('tells that its range of addresses is not free', async () => {
    const { docker } = await connectEngine();
    const Name = `taken-${process.pid}`;
    const network = await docker.createNetwork({ Name, IPAM: { Driver: 'default', Config: [{ Subnet: '10.214.7.0/24' }] } });
    try {
      expect(await failsToStart({ docker: { subnet: '10.214.0.0/16' } })).toMatchObject({ code: 'DOCKER_NETWORKS_EXHAUSTED' });
    } finally {
      await network.remove();
    }
  });
});

describe('engines that cannot be used', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are told with all that was tried', async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    const error = await fails(MesosCluster.start(plain));
    expect(error).toMatchObject({ code: 'DOCKER_NOT_FOUND' });
    expect(error.message).toContain('DOCKER_HOST: no such socket: unix:///nowhere/docker.sock');
  });
});

describe('several clusters', () => {
  it('are there at once, ten of them', async () => {
    const small = { ...plain, zookeeper: false, agents: 1, timeout: 120_000 } as const;
    const clusters = await Promise.all(Array.from({ length: 10 }, () => MesosCluster.start(small)));
    expect(new Set(clusters.map(({ leader }) => leader.url)).size).toBe(10);
    await Promise.all(clusters.map((cluster) => cluster.destroy()));
    for (const { name } of clusters) expect(await left(name)).toEqual([]);
  });
});

describe('agents with engines of their own', () => {
  it('get images of the user by push, only what is new of them', async () => {
    await using cluster = await MesosCluster.start({ ...inContainers, dockerInDocker: true, agents: 2, timeout: 120_000 });
    expect(await cluster.images.push(TASK_IMAGE)).toMatchObject({ layersSent: 1 });
    expect(await cluster.images.push(TASK_IMAGE)).toMatchObject({ layersSent: 0 });
    const framework = await TestFramework.start(cluster, 'pushed');
    const command = {
      shell: false,
      value: 'node',
      arguments: ['-e', SERVER],
      environment: {
        variables: [
          { name: 'TEXT', value: 'inside' },
          { name: 'AT', value: '31000' },
        ],
      },
    };
    const container = { type: 'DOCKER', docker: { image: TASK_IMAGE, network: 'HOST' } } as const;
    await framework.launch('task', '', 'cpus:0.1;mem:64;ports:[31000-31000]', { command, container });
    const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const agent = cluster.agents.find(({ id }) => id === task?.slave_id);
    await eventually(async () => expect(await answer(agent?.ip ?? '', 31000)).toBe('inside'));
    framework.close();
  });

  it('need no push where they use the engine of the user', async () => {
    await using cluster = await MesosCluster.start({ ...plain, zookeeper: false });
    expect(await fails(cluster.images.push(TASK_IMAGE))).toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER' });
  });
});

describe('an owner that is killed', () => {
  const owned = async (name: string, tell: string) => {
    const child = execFile(process.execPath, [
      ...['--input-type=module', '--eval'],
      `import { MesosCluster } from '${new URL('../../../dist/index.js', import.meta.url)}';
       const started = MesosCluster.start(${JSON.stringify({ ...inContainers, name })});
       ${tell}
       setInterval(() => {}, 1000);`,
    ]);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill('SIGKILL');
  };

  it('leaves nothing behind', async () => {
    const name = `orphan-${process.pid}`;
    await owned(name, "await started; console.log('up');");
    await eventually(async () => expect(await left(name)).toEqual([]));
  });

  it('leaves nothing behind in the middle of a start', async () => {
    for (const afterMs of [200, 700, 1500]) {
      const name = `orphan-${process.pid}-${afterMs}`;
      await owned(name, `setTimeout(() => console.log('starting'), ${afterMs});`);
      await eventually(async () => expect(await left(name)).toEqual([]));
    }
  });
});

describe('a host process', () => {
  it('has a cluster in containers as it is described, with a further ZooKeeper', async () => {
    await using cluster = await MesosCluster.start({
      ...{ ...plain, host: 'process', zookeepers: { state: true } },
      containers: { idle: { image: TASK_IMAGE, command: ['sh', '-c', 'echo idle; exec sleep 1000'], ready: { log: 'idle' } } },
    });
    expect(Object.keys(cluster.zookeepers)).toEqual(['masters', 'state']);
    expect(await cluster.containers[0]?.log()).toBe('idle\n');
    expect(await cluster.run('echo inside')).toMatchObject({ stdout: 'inside\n' });
  });
});
