import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { createServer } from '../../src/remote/server.js';
import { StandIns } from '../drivers/native/stand-ins.js';
import { filesUnder, projectFolder, textOf } from '../source-files.js';
import { EVERYTHING, figure, isLoopbackIp, listenersOf, ownProcesses } from './surroundings.js';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const TASK = 'exec sleep 1000';

async function start(description: ClusterDescriptionInput): Promise<MesosCluster> {
  const cluster = await MesosCluster.start(description);
  ending.push(() => cluster.destroy());
  return cluster;
}

describe('what listens', () => {
  it.each([
    ['the embedded driver, with everything', EVERYTHING],
    ['the embedded driver, with simulated tasks', { agents: 3, containerizers: 'simulated', names: true, marathon: true }],
    ['a host process', { host: 'process', agents: 2, zookeeper: true, names: true, marathon: true }],
    ['the native driver', { driver: 'native', masters: 2, agents: 2, zookeeper: true, names: true, marathon: true }],
  ] satisfies [string, ClusterDescriptionInput][])('listens on loopback alone: %s', async (name, description) => {
    const before = new Set(listenersOf(ownProcesses()).map(({ port }) => port));
    let native = {};
    if ('driver' in description) {
      const programs = new StandIns();
      ending.push(() => programs.remove());
      native = { mesosHome: programs.home };
    }
    const cluster = await start({ ...description, ...native });
    const running = cluster.run(TASK).catch(() => {});
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const found = listenersOf(ownProcesses()).filter(({ port }) => !before.has(port));
    // All that is known to listen is among them, so that nothing is overlooked.
    const known = [...cluster.masters, ...cluster.agents, ...Object.values(cluster.zookeepers)].map(({ port }) => port);
    const { names, marathon } = cluster;
    if ('names' in description) known.push(names.port, names.httpPort, marathon?.port ?? 0);
    expect(found.map(({ port }) => port)).toEqual(expect.arrayContaining(known));
    expect(found.filter(({ ip }) => !isLoopbackIp(ip))).toEqual([]);
    figure(`Listening sockets, ${name}`, `${found.length}, all on loopback (${ownProcesses().length} processes)`);
    await cluster.destroy();
    await running;
    expect(listenersOf(ownProcesses()).filter(({ port }) => !before.has(port))).toEqual([]);
  });

  it('listens elsewhere only where it is told, and the remote API only with a token', async () => {
    await expect(createServer({ listen: '0.0.0.0:0' })).rejects.toMatchObject({ code: 'TOKEN_REQUIRED' });
    for (const listen of [':::0', '[::]:0', '192.0.2.1:0', 'example.org:0']) {
      await expect(createServer({ listen })).rejects.toMatchObject({
        code: expect.stringMatching(/TOKEN_REQUIRED|INVALID_ARGUMENT/),
      });
    }
    const server = await createServer({ listen: '0.0.0.0:0', token: 'a-token' });
    ending.push(() => server.close());
    const { port } = new URL(server.url);
    expect((await fetch(`${server.url}/v1/clusters`)).status).toBe(401);
    expect(listenersOf(ownProcesses())).toContainEqual(expect.objectContaining({ ip: '0.0.0.0', port: Number(port) }));
    const cluster = await start({ masters: [{ flags: { ip: '0.0.0.0' } }], agents: 1 });
    expect(listenersOf(ownProcesses())).toContainEqual(expect.objectContaining({ ip: '0.0.0.0', port: cluster.leader.port }));
  });

  it('is known: whoever opens another port gives it a place in docs/security.md', () => {
    const opens = /\b(createServer|createHttpServer|createSocket)\(|new HttpServer\(/;
    const opened = filesUnder('src', '.ts').filter((path) => opens.test(textOf(path)));
    const told = textOf('docs/security.md');
    expect(opened.filter((path) => !told.includes(`\`${path}\``))).toEqual([]);
    // Those that take HTTP: `foreignHeader` is asked in each before all else, save where there is no network.
    const http = opened.filter((path) => /from 'node:http'/.test(textOf(path)));
    expect(http).toEqual(['src/docker/proxy/proxy.ts', 'src/mesos/process/http/server.ts', 'src/remote/server.ts']);
  });

  it('is told with tests that are there', () => {
    const named = textOf('docs/security.md').match(/`test\/[^`]+`/g) ?? [];
    expect(named.length).toBeGreaterThan(20);
    expect(named.map((path) => path.slice(1, -1)).filter((path) => !existsSync(join(projectFolder, path)))).toEqual([]);
  });
});
