import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectEngine, type Engine } from '../../src/docker/engine.js';
import { type ClusterRegistry, pushImage, type ReceivingEngine } from '../../src/docker/image-push.js';
import { connectInnerEngine, innerEngineCommand } from '../../src/docker/inner-engine.js';
import { LABELS } from '../../src/docker/labels.js';
import { ownerLabel } from '../../src/docker/owner.js';
import { enginePrivileges } from '../../src/docker/privileges.js';
import { docker, dockerDone, lackingDocker } from './real-docker.js';

const TASK = 'minimesos-test/task:1';
const REGISTRY = 'minimesos-test/registry:2';
const ENGINE = 'minimesos-test/engine:20';
const SOCKET = '/run/minimesos/docker.sock';

const lacking = lackingDocker(TASK, REGISTRY, ENGINE);
const cluster = `pushed-${process.pid}`;
const labels = { [LABELS.cluster]: cluster, [LABELS.owner]: ownerLabel() };
const image = `${cluster}/executor:1`;
let outer: Engine;
let registry: ClusterRegistry;
let receivers: ReceivingEngine[];

/** An engine in a container, as an agent with an engine of its own has it. */
async function startEngine(name: string): Promise<ReceivingEngine> {
  const container = await outer.docker.createContainer({
    name: `${cluster}-${name}`,
    Image: ENGINE,
    Cmd: innerEngineCommand(SOCKET, 'registry:5000'),
    Labels: labels,
    HostConfig: { ...enginePrivileges(outer), NetworkMode: cluster },
  });
  await container.start();
  const engine = await vi.waitFor(() => connectInnerEngine(outer, `${cluster}-${name}`, SOCKET), {
    timeout: 30_000,
    interval: 200,
  });
  return { name, engine };
}

beforeAll(async () => {
  if (lacking) return;
  outer = await connectEngine();
  await outer.docker.createNetwork({ Name: cluster, Labels: labels });
  const container = await outer.docker.createContainer({
    name: `${cluster}-registry`,
    Image: REGISTRY,
    Labels: labels,
    ExposedPorts: { '5000/tcp': {} },
    HostConfig: { NetworkMode: cluster, PortBindings: { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    NetworkingConfig: { EndpointsConfig: { [cluster]: { Aliases: ['registry'] } } },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  registry = { hostPort: Number(NetworkSettings.Ports['5000/tcp']?.[0]?.HostPort), address: 'registry:5000' };
  receivers = await Promise.all(['agent-1', 'agent-2'].map(startEngine));
});

afterAll(async () => {
  if (lacking) return;
  const filter = ['--filter', `label=${LABELS.cluster}=${cluster}`, '--quiet'];
  const containers = (await dockerDone(['ps', '--all', ...filter])).split('\n').filter(Boolean);
  if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers]);
  await docker(['network', 'rm', cluster]);
  // What a container is committed to has its labels, with and without a name.
  const images = (await dockerDone(['images', ...filter])).split('\n').filter(Boolean);
  if (images.length > 0) await dockerDone(['rmi', '--force', ...images]);
});

beforeEach((context) => context.skip(lacking !== undefined, lacking));

/** Makes an image of the task's with one more layer. */
async function build(name: string, text: string): Promise<void> {
  const container = await dockerDone([
    'create',
    '--label',
    `${LABELS.cluster}=${cluster}`,
    TASK,
    'sh',
    '-c',
    `echo ${text} > /text`,
  ]);
  await dockerDone(['start', '--attach', container]);
  await dockerDone(['commit', '--change', 'CMD ["cat", "/text"]', container, name]);
  await dockerDone(['rm', container]);
}

/** What a container of the image prints, on an engine in a container. */
async function run({ engine }: ReceivingEngine, name: string): Promise<string> {
  const container = await engine.docker.createContainer({ Image: name });
  await container.start();
  await container.wait();
  const logs = await container.logs({ stdout: true, stderr: true });
  await container.remove();
  return logs.subarray(8).toString().trim();
}

const tags = async ({ docker: api }: Engine) =>
  (await api.listImages()).flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])]);

describe('an image of the user', () => {
  it('is brought to all engines under its own name, and later only what is new of it', async () => {
    await build(image, 'one');
    const told: string[] = [];
    const first = await pushImage(outer, image, registry, receivers, (text) => told.push(text));
    expect(first.pushed).toMatchObject({ sent: 2, present: 0 });
    expect(first.pushed.bytes).toBeGreaterThan(50_000_000);
    for (const receiver of receivers) {
      expect(first.pulled.get(receiver.name)).toMatchObject({ sent: 2, present: 0 });
      expect(await tags(receiver.engine)).toEqual([image]);
      expect(await run(receiver, image)).toBe('one');
    }
    expect(told.join('\n')).toMatch(/^pushing .*: \d+\.\d MB$/m);
    expect((await tags(outer)).filter((tag) => tag.startsWith(`127.0.0.1:${registry.hostPort}/`))).toEqual([]);

    const again = await pushImage(outer, image, registry, receivers);
    expect(again.pushed).toEqual({ sent: 0, present: 2, bytes: 0 });

    await build(image, 'two');
    const next = await pushImage(outer, image, registry, receivers);
    expect(next.pushed).toMatchObject({ sent: 1, present: 1 });
    expect(next.pushed.bytes).toBeLessThan(100_000);
    for (const receiver of receivers) {
      expect(next.pulled.get(receiver.name)).toMatchObject({ sent: 1, present: 1 });
      expect(await run(receiver, image)).toBe('two');
      // The one before it is gone.
      expect(await receiver.engine.docker.listImages()).toHaveLength(1);
    }
  });

  it('may have the name of another registry', async () => {
    const name = 'Registry.example.com:5001/team/executor:2'.toLowerCase();
    await dockerDone(['tag', TASK, name]);
    try {
      await pushImage(outer, name, registry, receivers);
      expect(await tags(receivers[0]?.engine as Engine)).toContain(name);
    } finally {
      await dockerDone(['rmi', name]);
    }
  });

  it('is not pushed when there is none, or without a tag', async () => {
    await expect(pushImage(outer, 'nobody/has:this', registry, receivers)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    const digest = `executor@sha256:${'0'.repeat(64)}`;
    await expect(pushImage(outer, digest, registry, receivers)).rejects.toMatchObject({ code: 'IMAGE_NOT_PUSHED' });
  });

  it('fails with a reason for each engine that could not have it', async () => {
    const nowhere = { ...registry, address: 'no-registry:5000' };
    const failing = pushImage(outer, TASK, nowhere, receivers);
    await expect(failing).rejects.toMatchObject({ code: 'IMAGE_NOT_PUSHED' });
    await expect(failing).rejects.toThrow(/agent-1: .*no-registry[\s\S]*agent-2: .*no-registry/);
    const closed = { ...registry, hostPort: 1 };
    await expect(pushImage(outer, TASK, closed, receivers)).rejects.toThrow(/to the registry of the cluster: .*refused/);
    expect((await tags(outer)).filter((tag) => tag.startsWith(`127.0.0.1:${registry.hostPort}/`))).toEqual([]);
  });
});

describe('an engine in a container', () => {
  it('has the address of its container: for tasks in host mode, and for the ports of others', async () => {
    const { engine } = receivers[0] as ReceivingEngine;
    await pushImage(outer, TASK, registry, receivers);
    const server = (port: number) => `require('http').createServer((q, s) => s.end('port ${port}')).listen(${port})`;
    const start = async (port: number, HostConfig: object) => {
      const container = await engine.docker.createContainer({
        Image: TASK,
        Cmd: ['node', '--eval', server(port)],
        ExposedPorts: { [`${port}/tcp`]: {} },
        HostConfig,
      });
      await container.start();
    };
    await start(31_000, { NetworkMode: 'host' });
    await start(80, { PortBindings: { '80/tcp': [{ HostPort: '31001' }] } });
    const format = `{{(index .NetworkSettings.Networks "${cluster}").IPAddress}}`;
    const address = await dockerDone(['inspect', '--format', format, `${cluster}-agent-1`]);
    const text = async (port: number) => (await fetch(`http://${address}:${port}/`)).text();
    await expect.poll(() => text(31_000)).toBe('port 31000');
    await expect.poll(() => text(31_001)).toBe('port 80');
  });

  it('is told from none', async () => {
    const failing = connectInnerEngine(outer, `${cluster}-registry`, SOCKET);
    await expect(failing).rejects.toMatchObject({ code: 'DOCKER_FAILED' });
    await expect(failing).rejects.toThrow(/executable file not found/);
    await expect(connectInnerEngine(outer, `${cluster}-nobody`, SOCKET)).rejects.toThrow(/No such container/);
  });
});
