import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LABELS } from '../../../src/docker/labels.js';
import { MesosCluster } from '../../../src/index.js';
import { Place } from '../../cli/real-cli.js';
import { TestFramework } from '../../cluster/test-framework.js';
import { dockerDone } from '../../docker/real-docker.js';
import { IMAGES, onEngine, TASK_IMAGE } from '../../docker-images.js';

// The acceptance list of the original minimesos, line by line. Where a line means nothing here, its name says what takes its place.
// What needs the images of Consul and Registrator, that containers are registered, is what `names` are for: docs/names.md.

const inContainers = { driver: 'docker', images: IMAGES } as const;
const plain = { ...inContainers, containerizers: 'mesos' } as const;
const left = (cluster: string) => onEngine(`${LABELS.cluster}=${cluster}`);
const containersOf = async (cluster: string) => (await left(cluster)).filter((name) => name.startsWith('/'));
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** A server for HTTP that answers with its text. */
const SERVER = "require('http').createServer((_, answer) => answer.end(process.env.TEXT)).listen(Number(process.env.AT))";
const answer = async (ip: string | undefined, port: number) => (await fetch(`http://${ip}:${port}/`)).text();
const server = (text: string, at: number) => ({
  ...{ shell: false, value: 'node', arguments: ['-e', SERVER] },
  environment: {
    variables: [
      { name: 'TEXT', value: text },
      { name: 'AT', value: String(at) },
    ],
  },
});

describe('MesosClusterTest', () => {
  let cluster: MesosCluster;
  const name = `acceptance-${process.pid}`;

  beforeAll(async () => {
    cluster = await MesosCluster.start({
      ...inContainers,
      name,
      agents: [{ count: 3, resources: 'cpus:4;mem:512;disk:2000;ports:[8080-8082,31000-31001]' }],
      marathon: true,
      containers: {
        hello: {
          image: TASK_IMAGE,
          command: ['node', '-e', SERVER],
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the cluster replaces it
          environment: { TEXT: '${MINIMESOS_MASTER} ${MINIMESOS_MASTER_IP}', AT: 80 },
          ports: [80],
          ready: { tcp: 80 },
        },
      },
    });
  });
  afterAll(async () => {
    await cluster?.destroy();
    expect(await left(name)).toEqual([]);
  });

  it('1. a cluster that does not exist cannot be connected to', async () => {
    await expect(MesosCluster.connect(`nobody-${process.pid}`)).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' });
  });

  it('2. the master has three agents', async () => {
    expect(await cluster.state()).toMatchObject({ activated_slaves: 3 });
  });

  it('3. each agent offers what it was given', async () => {
    for (const { resources } of (await cluster.state()).slaves) expect(resources).toMatchObject({ cpus: 4, mem: 512 });
  });

  it('4. ports of an agent need not be exposed: whatever listens at one of them answers at the address of the agent', async () => {
    const framework = await TestFramework.start(cluster, 'ports');
    for (const port of [31000, 31001]) {
      const command = `TEXT='at ${port}' AT=${port} exec node -e "${SERVER}"`;
      await framework.launch(`at-${port}`, command, `cpus:0.1;mem:32;ports:[${port}-${port}]`);
    }
    const tasks = await cluster.waitForTasks({ framework: 'ports', state: 'TASK_RUNNING', count: 2 });
    for (const { id, slave_id } of tasks) {
      const agent = cluster.agents.find((each) => each.id === slave_id);
      const port = Number(id.slice('at-'.length));
      await eventually(async () => expect(await answer(agent?.ip, port)).toBe(`at ${port}`));
    }
    framework.close();
  });

  it('5. a container of the user answers', async () => {
    const [hello] = cluster.containers;
    expect((await fetch(`http://${hello?.ip}:80/`)).status).toBe(200);
  });

  it('6. no links: every agent finds the ZooKeeper by its name', async () => {
    const lookUp = "require('dns').lookup('zookeeper', (_, address) => console.log(address))";
    for (const number of [1, 2, 3]) {
      const words = ['exec', `minimesos-${name}-agent-${number}`, 'node', '-e', lookUp];
      expect(await dockerDone(words)).toBe(cluster.zookeeper.ip);
    }
  });

  it('7. a cluster of this name that runs is not started again', async () => {
    await expect(MesosCluster.start({ ...plain, name })).rejects.toMatchObject({ code: 'CLUSTER_ALREADY_STARTED' });
  });

  it('8. who connects is told the version of Mesos', async () => {
    const connected = await MesosCluster.connect(name);
    expect([connected.driver, connected.mesosVersion]).toEqual(['docker', '1.11.0']);
    await connected.disconnect();
  });

  it('9. tokens are replaced, in containers and in apps', async () => {
    const { url, ip } = cluster.leader;
    expect(await answer(cluster.containers[0]?.ip, 80)).toBe(`${url} ${ip}`);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the cluster replaces it
    const app = { id: '/tokens', cmd: 'sleep 1000 # ${MINIMESOS_MASTER} ${MINIMESOS_MASTER_IP}', cpus: 0.1, mem: 32 };
    await cluster.install(app);
    const installed = (await (await fetch(`${cluster.marathon.url}/v2/apps//tokens`)).json()) as { app: { cmd: string } };
    expect(installed.app.cmd).toBe(`sleep 1000 # ${url} ${ip}`);
    await cluster.uninstall('/tokens');
  });

  it('10. a command runs with 0.1 cpu and 128 MB until TASK_FINISHED, by run() in place of mesos-execute', async () => {
    const result = await cluster.run('echo done', { resources: 'cpus:0.1;mem:128' });
    expect(result).toMatchObject({ state: 'TASK_FINISHED', stdout: 'done\n' });
  });

  it('11. a cluster without a Marathon is destroyed', async () => {
    const small = await MesosCluster.start({ ...plain, zookeeper: false });
    await small.destroy();
    expect(await left(small.name)).toEqual([]);
  });

  it('12. an agent that is added is there, and gone with the cluster', async () => {
    const small = await MesosCluster.start({ ...plain, zookeeper: false });
    const agent = await small.addAgent();
    expect((await small.state()).slaves.map(({ id }) => id)).toContain(agent.id);
    expect(await containersOf(small.name)).toContain(`/minimesos-${small.name}-agent-2`);
    await small.destroy();
    expect(await left(small.name)).toEqual([]);
  });

  it('13. nothing starts a master that runs: restart() is another one in its place', async () => {
    const before = await containersOf(name);
    const { url } = cluster.leader;
    await cluster.masters[0]?.restart();
    await cluster.waitFor(({ activated_slaves }) => activated_slaves === 3, { timeout: '50secs' });
    expect(cluster.leader.url).toBe(url);
    expect(await containersOf(name)).toEqual(before);
  });

  it('DiscoverySystemTest: nine executors, three on each agent, answer at 8080 to 8082', async () => {
    const framework = await TestFramework.start(cluster, 'discovery');
    const container = { type: 'DOCKER', docker: { image: TASK_IMAGE, network: 'HOST' } } as const;
    for (const port of [8080, 8081, 8082]) {
      for (const copy of [1, 2, 3]) {
        const id = `${port}-${copy}`;
        await framework.launch(id, '', `cpus:0.1;mem:32;ports:[${port}-${port}]`, { command: server(id, port), container });
      }
    }
    const tasks = await cluster.waitForTasks({ framework: 'discovery', state: 'TASK_RUNNING', count: 9, timeout: '2mins' });
    for (const { id, slave_id } of tasks) {
      const agent = cluster.agents.find((each) => each.id === slave_id);
      await eventually(async () => expect(await answer(agent?.ip, Number(id.slice(0, 4)))).toBe(id));
    }
    framework.close();
    await cluster.waitFor(({ frameworks }) => frameworks.every((each) => each.name !== 'discovery'));
  });

  it('InstallCommandTest: what Marathon has deployed answers', async () => {
    const docker = { image: TASK_IMAGE };
    const app = {
      ...{ id: '/deployed', cmd: `node -e "${SERVER}"`, env: { TEXT: 'deployed', AT: '8080' }, cpus: 0.1, mem: 32 },
      ...{ container: { type: 'DOCKER', docker }, networks: [{ mode: 'host' }] },
      ...{ portDefinitions: [{ port: 8080 }], requirePorts: true },
    };
    await cluster.install(app);
    // Where the port is still one of the tests before, it fails, and is started elsewhere.
    await eventually(async () => {
      const task = (await cluster.tasks({ state: 'TASK_RUNNING' })).find(({ name }) => name === 'deployed');
      const agent = cluster.agents.find(({ id }) => id === task?.slave_id);
      expect(await answer(agent?.ip, 8080)).toBe('deployed');
    });
    await cluster.uninstall('/deployed');
  });
});

describe('ClusterArchitecture and reloading', () => {
  it('has a ZooKeeper, a master and an agent where nothing is said, and is as it was for who connects: ports and version', async () => {
    await using cluster = await MesosCluster.start({ ...plain, docker: { publish: true } });
    expect(await containersOf(cluster.name)).toEqual(
      ['agent-1', 'master-1', 'zookeeper'].map((member) => `/minimesos-${cluster.name}-${member}`),
    );
    const connected = await MesosCluster.connect(cluster.name);
    const urls = ({ masters, agents, zookeeper }: MesosCluster) => [...masters, ...agents, zookeeper].map(({ url }) => url);
    expect(urls(connected)).toEqual(urls(cluster));
    expect((await connected.state()).version).toBe(connected.mesosVersion);
    await connected.disconnect();
  });

  it('does not depend on the order, and says what several masters need', async () => {
    const described = { zookeeper: false, masters: 2, agents: 1 } as const;
    for (const entries of [Object.entries(described), Object.entries(described).reverse()]) {
      await expect(MesosCluster.start({ ...plain, ...Object.fromEntries(entries) })).rejects.toMatchObject({
        code: 'INVALID_DESCRIPTION',
      });
    }
  });
});

describe('AuthenticationTest', () => {
  it('the master has the flags zk, authenticate_frameworks and acls', async () => {
    const acls = { permissive: true, run_tasks: [{ principals: { type: 'NONE' }, users: { values: ['nobody'] } }] };
    await using cluster = await MesosCluster.start({
      ...plain,
      masters: [
        {
          flags: { acls },
          environment: { MESOS_AUTHENTICATE_FRAMEWORKS: true, MESOS_CREDENTIALS: '/etc/mesos/credentials' },
          files: { '/etc/mesos/credentials': 'me secret\n' },
        },
      ],
      credentials: 'me:secret',
    });
    const { flags } = (await (await fetch(`${cluster.leader.url}/flags`)).json()) as { flags: Record<string, string> };
    expect(flags).toMatchObject({ zk: cluster.zookeeper.url, authenticate_frameworks: 'true' });
    // In Mesos's own form of text.
    for (const part of ['permissive', 'run_tasks', 'NONE', 'nobody']) expect(flags['acls']).toContain(part);
    expect(await cluster.run('echo known')).toMatchObject({ stdout: 'known\n' });
  });
});

describe('CommandTest', () => {
  const images = Object.entries(IMAGES).map(([role, image]) => `${role}=${image}`);
  const env = { MINIMESOS_DRIVER: 'docker', MINIMESOS_IMAGES: images.join(',') };
  let place: Place;
  let first: { code: number | null; stdout: string; stderr: string };
  const record = () => JSON.parse(readFileSync(join(place.folder, '.minimesos/cluster.json'), 'utf8')) as { name: string };
  const run = (...words: string[]) => place.run(words, { env });

  beforeAll(async () => {
    place = new Place();
    writeFileSync(join(place.folder, 'minimesos.yaml'), 'marathon: true\n');
    mkdirSync(join(place.folder, '.minimesos'));
    writeFileSync(join(place.folder, '.minimesos/cluster.json'), 'garbage');
    first = await run('up');
  });
  afterAll(() => place[Symbol.asyncDispose]());

  it('up writes over garbage in the file by which the cluster is found', () => {
    expect(first).toMatchObject({ code: 0 });
    expect(record().name).toMatch(/^[a-z-]+$/);
  });

  it('up has the members of the default: in place of 7 there are 4, as Consul, Registrator and Mesos-DNS are none', async () => {
    expect(await containersOf(record().name)).toEqual(
      ['agent-1', 'agent-1-network', 'master-1', 'zookeeper'].map((member) => `/minimesos-${record().name}-${member}`),
    );
  });

  it('up says that it runs, its version, and where Marathon is', async () => {
    expect(first.stderr).toContain(`Cluster ${record().name} is ready`);
    expect(first.stdout).toMatch(/^export MINIMESOS_MARATHON=http:\/\/\S+$/m);
    expect(first.stdout).toMatch(/^export MINIMESOS_MASTER=http:\/\/10\.\S+:5050$/m);
  });

  it('up twice is the same cluster', async () => {
    const { name } = record();
    const again = await run('up');
    expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: expect.stringContaining('is running already') });
    expect(record().name).toBe(name);
  });

  it('info says that it runs, and its version', async () => {
    const { stdout } = await run('info');
    expect(stdout).toContain(`Cluster ${record().name} is running: Mesos 1.11.0, driver docker`);
  });

  it('state names the leader, at port 5050', async () => {
    const { stdout } = await run('state');
    expect(JSON.parse(stdout)).toMatchObject({ leader: expect.stringMatching(/^master@10\..*:5050$/) });
  });

  it('doctor tells of the engine, and that nothing is left on it of those that are gone', async () => {
    const { code, stdout } = await run('doctor');
    expect(stdout).toMatch(/^ok +Docker \S+ at \S+, whose containers are reached by their addresses: .* of disk left/m);
    expect(stdout).toMatch(/^ok +A cluster started and ran a task \(TASK_FINISHED/m);
    expect(code).toBe(0);
  });

  it('install without options is refused', async () => {
    expect(await run('install')).toMatchObject({ code: 2, stderr: expect.stringContaining('--app') });
  });

  it('install of an app works, and a second time it is refused', async () => {
    writeFileSync(join(place.folder, 'app.json'), JSON.stringify({ id: '/app', cmd: 'sleep 1000', cpus: 0.1, mem: 32 }));
    expect(await run('install', '--app', 'app.json')).toMatchObject({
      ...{ code: 0, stdout: 'App /app is running: 1 instance.\n' },
    });
    const again = await run('install', '--app', 'app.json');
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('/app');
  });

  it('destroy removes all, with the file; then info and state say that nothing runs', async () => {
    const { name } = record();
    expect(await run('destroy')).toMatchObject({ code: 0, stdout: `Destroyed cluster ${name}\n` });
    expect(() => record()).toThrow('ENOENT');
    expect(await left(name)).toEqual([]);
    for (const command of ['info', 'state']) expect(await run(command)).toMatchObject({ code: 3, stdout: '' });
  });
});
