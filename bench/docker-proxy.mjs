// What the proxy between an agent and Docker costs: a container created and started through it, beside the same asked of the engine itself.
// node bench/docker-proxy.mjs prints it. It needs an engine of Docker; the image is built of files of this machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { buildImages } from '../scripts/docker-images.mjs';
import { isMain } from '../scripts/is-main.mjs';

const IMAGE = 'minimesos-test/task:1';
const ENGINE = '/var/run/docker.sock';
const CONTAINERS = 30;

const docker = (...words) => execFileSync('docker', words, { encoding: 'utf8' }).trim();
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds to create and to start a container that does nothing. */
async function measureContainer(socketPath, hostConfig) {
  const engine = new Docker({ socketPath });
  const before = performance.now();
  const container = await engine.createContainer({ Image: IMAGE, Cmd: ['sleep', '1000'], HostConfig: hostConfig });
  const between = performance.now();
  await container.start();
  const after = performance.now();
  await container.remove({ force: true });
  return { create: between - before, start: after - between };
}

/** The medians of both ways, which take turns: what an engine needs for a container varies more than a proxy adds. */
async function measureMode(direct, proxied) {
  const results = { direct: [], proxied: [] };
  for (let index = 0; index < CONTAINERS; index++) {
    results.direct.push(await measureContainer(...direct));
    results.proxied.push(await measureContainer(...proxied));
  }
  const medians = (times) => ({
    create: median(times.map(({ create }) => create)),
    start: median(times.map(({ start }) => start)),
  });
  return { direct: medians(results.direct), proxied: medians(results.proxied) };
}

/** Times of both, by mode, and the memory of the proxy in MB. */
export async function measureProxy() {
  const [{ reason }] = await buildImages([IMAGE]);
  if (reason) throw new Error(reason);
  const name = `minimesos-bench-${process.pid}`;
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-bench-'));
  const program = fileURLToPath(new URL('../dist/docker-proxy.js', import.meta.url));
  const listen = '/run/minimesos/docker.sock';
  const settings = {
    cluster: name,
    owner: 'bench',
    member: name,
    network: name,
    container: name,
    listen,
    engine: '/run/engine.sock',
  };
  const mounts = [`${ENGINE}:/run/engine.sock`, `${directory}:/run/minimesos`, `${program}:/proxy.js:ro`];
  docker('network', 'create', name);
  try {
    const variables = ['--env', `MINIMESOS_DOCKER_PROXY=${JSON.stringify(settings)}`];
    const options = ['--detach', '--name', name, '--network', name, ...mounts.flatMap((mount) => ['--volume', mount])];
    docker('run', ...options, ...variables, IMAGE, 'node', '/proxy.js');
    while (!docker('logs', name).includes('healthy: ')) await new Promise((resolve) => setTimeout(resolve, 50));
    const socket = join(directory, 'docker.sock');
    const ports = { PortBindings: { '80/tcp': [{ HostPort: '31000' }] } };
    return {
      host: await measureMode([ENGINE, { NetworkMode: `container:${name}` }], [socket, { NetworkMode: 'host' }]),
      bridge: await measureMode([ENGINE, { NetworkMode: name }], [socket, { NetworkMode: 'bridge', ...ports }]),
      megabytes: Number.parseFloat(docker('stats', '--no-stream', '--format', '{{.MemUsage}}', name)),
    };
  } finally {
    docker('rm', '--force', '--volumes', name);
    docker('network', 'rm', name);
    rmSync(directory, { recursive: true, force: true });
  }
}

if (isMain(import.meta.url)) {
  const { megabytes, ...modes } = await measureProxy();
  for (const [mode, { direct, proxied }] of Object.entries(modes)) {
    for (const step of ['create', 'start']) {
      const [one, other] = [direct[step], proxied[step]];
      console.log(
        `${mode.padEnd(6)} ${step.padEnd(6)} ${one.toFixed(1)} ms, through the proxy ${other.toFixed(1)} ms: ${(other - one).toFixed(1)} ms more`,
      );
    }
  }
  console.log(`memory of the proxy: ${megabytes.toFixed(1)} MB`);
}
