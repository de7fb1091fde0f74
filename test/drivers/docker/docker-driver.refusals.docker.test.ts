import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer, type RequestListener, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { LABELS } from '../../../src/docker/labels.js';
import { removeLabelled } from '../../../src/docker/remove.js';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../../src/index.js';
import { SecondEngine } from '../../docker/second-engine.js';
import { IMAGES, onEngine, TASK_IMAGE } from '../../docker-images.js';

const small = { driver: 'docker', images: IMAGES, zookeeper: false, agents: 1, containerizers: 'mesos' } as const;
const left = (cluster: string) => onEngine(`${LABELS.cluster}=${cluster}`);

/** What a start fails with. */
const failure = (description: ClusterDescriptionInput): Promise<MinimesosError> =>
  MesosCluster.start({ ...small, ...description }).then(
    (cluster) => cluster.destroy().then(() => expect.unreachable('it should have failed')),
    (error: MinimesosError) => error,
  );

/** What a start fails with of which nothing is left. */
async function rolledBack(description: ClusterDescriptionInput): Promise<MinimesosError> {
  const name = `refused-${process.pid}`;
  const error = await failure({ name, ...description });
  expect(await left(name)).toEqual([]);
  return error;
}

describe('an engine that has no room', () => {
  let engine: SecondEngine;
  const half = (range: '.0/25' | '.128/25') => ({ docker: { subnet: engine.subnet.replace('.0/24', range) } });
  const there = () => half('.0/25');

  beforeAll(async () => {
    const flags = ['--default-address-pool=base=10.211.0.0/24,size=25'];
    engine = await SecondEngine.start({ images: [IMAGES.master], disk: '600m', flags });
    vi.stubEnv('DOCKER_HOST', engine.url);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await engine?.[Symbol.asyncDispose]();
  });

  it('on its disk', async () => {
    await engine.shell('dd if=/dev/zero of=/var/lib/docker/filler bs=4k 2>/dev/null || true');
    // An engine may not give back a range that it could not note.
    const error = await rolledBack(half('.128/25'));
    expect(error).toMatchObject({ code: 'DOCKER_DISK_FULL', message: expect.stringContaining('no space left on device') });
    await engine.shell('rm /var/lib/docker/filler');
    await using cluster = await MesosCluster.start({ ...small, ...there() });
    expect(cluster.agents).toHaveLength(1);
  });

  it('among the addresses that clusters take, as long as none are named', async () => {
    await engine.done('network', 'create', '--subnet=10.213.0.0/16', 'all');
    const error = await rolledBack({});
    expect(error).toMatchObject({ code: 'DOCKER_NETWORKS_EXHAUSTED', message: expect.stringContaining('docker.subnet') });
    await using cluster = await MesosCluster.start({ ...small, ...there() });
    expect(cluster.agents).toHaveLength(1);
    await engine.done('network', 'rm', 'all');
  });

  it('among the addresses that it gives itself: clusters need none of these', async () => {
    for (const network of ['first', 'second']) await engine.done('network', 'create', network);
    expect((await engine.run('network', 'create', 'third')).stderr).toContain('could not find an available');
    await using cluster = await MesosCluster.start({ ...small, ...there() });
    expect(cluster.agents).toHaveLength(1);
    await engine.done('network', 'rm', 'first', 'second');
  });
});

describe('an engine that cannot be used', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** In front of the engine, by a socket of its own. */
  async function withSocket(listener: RequestListener, use: (socket: string) => Promise<void>): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), 'minimesos-fake-'));
    const socket = join(directory, 'docker.sock');
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      await chmod(directory, 0o755);
      vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
      await use(socket);
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true });
    }
  }

  /** Passes a request on to the engine, and changes what it answers. */
  const changed =
    (socketPath: string, change: (answer: Record<string, unknown>) => object): RequestListener =>
    ({ url: path, method }, response) => {
      request({ socketPath, path, method }, async (answer) => {
        let text = '';
        for await (const chunk of answer.setEncoding('utf8')) text += chunk;
        response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' });
        response.end(JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)));
      }).end();
    };

  it('as it is too old, by what it says of itself', async () => {
    const { address } = await connectEngine();
    const old = (answer: Record<string, unknown>) => ('ApiVersion' in answer ? { ...answer, ApiVersion: '1.40' } : answer);
    await withSocket(changed(address.url.slice('unix://'.length), old), async () => {
      const error = await failure({});
      expect(error).toMatchObject({ code: 'DOCKER_TOO_OLD', message: expect.stringContaining('API 1.41 is needed') });
      expect(error.message).toContain('API 1.40');
    });
  });

  it('as it is too old, by what it refuses', async () => {
    const message = 'client version 1.41 is too new. Maximum supported API version is 1.40';
    const refuse: RequestListener = (_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    };
    await withSocket(refuse, async () => {
      expect(await failure({})).toMatchObject({ code: 'DOCKER_TOO_OLD', message: expect.stringContaining(message) });
    });
  });

  it('as this user may not', async (context) => {
    context.skip(process.getuid?.() !== 0, 'only root can be somebody else for a moment');
    await withSocket(
      () => {},
      async (socket) => {
        await chmod(socket, 0o600);
        process.seteuid?.(65534);
        try {
          const error = await failure({});
          expect(error).toMatchObject({ code: 'DOCKER_NO_PERMISSION', message: expect.stringContaining('group docker') });
          expect(error.message).toContain(socket);
        } finally {
          process.seteuid?.(0);
        }
      },
    );
  });
});

describe('images that are lacking', () => {
  it('are all told at once', async () => {
    const [master, agent] = ['localhost:1/nobody/master:7', 'localhost:1/nobody/agent:7'];
    const error = await rolledBack({ images: { ...IMAGES, master, agent } });
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', details: { image: master, others: [agent] } });
    expect(error.message).toContain(`Neither could be ${agent}.`);
  });
});

describe('what somebody else has', () => {
  it('the name of a container: it stays as it is', async () => {
    const { docker } = await connectEngine();
    const cluster = `refused-${process.pid}`;
    const name = `minimesos-${cluster}-master-1`;
    const foreign = await docker.createContainer({ name, Image: TASK_IMAGE, Cmd: ['true'] });
    try {
      const error = await rolledBack({ name: cluster });
      expect(error).toMatchObject({ code: 'DOCKER_FAILED', message: expect.stringContaining(name) });
      expect(error.message).toContain('already in use');
      expect((await foreign.inspect()).State.Status).toBe('created');
    } finally {
      await foreign.remove();
    }
  });

  it('the name of a network: it stays as it is', async () => {
    const { docker } = await connectEngine();
    const name = `refused-${process.pid}`;
    const foreign = await docker.createNetwork({ Name: `minimesos-${name}`, IPAM: { Config: [{ Subnet: '10.214.9.0/24' }] } });
    try {
      const error = await rolledBack({ name });
      expect(error).toMatchObject({ code: 'DOCKER_FAILED', message: expect.stringContaining('already exists') });
      expect((await foreign.inspect()).Name).toBe(`minimesos-${name}`);
    } finally {
      await foreign.remove();
    }
  });
});

describe('a start that fails and is to be kept', () => {
  it('leaves its containers as they are, and says where', async () => {
    const name = `kept-${process.pid}`;
    const containers = {
      broken: { image: TASK_IMAGE, command: ['sh', '-c', 'echo no luck; exit 3'], ready: { tcp: 80 }, after: ['agents'] },
    };
    const error = await failure({ name, retain: true, containers });
    try {
      expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining(`minimesos.cluster=${name}`) });
      const { docker } = await connectEngine();
      const inspect = async (member: string) => docker.getContainer(`minimesos-${name}-${member}`).inspect();
      expect((await inspect('broken')).State).toMatchObject({ Running: false, ExitCode: 3 });
      expect((await inspect('agent-1')).State.Running).toBe(true);
    } finally {
      await removeLabelled(await connectEngine(), { [LABELS.cluster]: name });
    }
    expect(await left(name)).toEqual([]);
  });
});
