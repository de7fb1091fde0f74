import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterDirectory } from '../../../src/cli/directory.js';
import type { MesosCluster } from '../../../src/index.js';
import { startTime } from '../../../src/mesos/process/process-mark.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', agents: 2, reaction: 'immediate' });
  // As minimesos up does for the cluster of a directory.
  new ClusterDirectory(test.cwd).write(
    { name: 'blue', id: test.server.clusters.find('blue').id },
    { pid: process.pid, startedAt: startTime(process.pid) },
  );
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos info', () => {
  it('shows the cluster of the directory', async () => {
    const { code, stdout } = await test.run(['info']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^Cluster blue is running: Mesos 1\\.11\\.0, driver embedded, host process ${process.pid}, for \\d+ s\n\nROLE `),
    );
    expect(stdout).toMatch(new RegExp(`master {3}${cluster.leader.url} .*\nagent 0 `));
    expect(stdout.endsWith((await test.run(['info', '--export'])).stdout)).toBe(true);
  });

  it('gives shells the variables and nothing else', async () => {
    const { stdout } = await test.run(['info', '--export']);
    expect(stdout.split('\n').map((line) => /^export (\w+)=/.exec(line)?.[1])).toEqual([
      ...['', '_IP', '_PORT'].map((part) => `MINIMESOS_MASTER${part}`),
      ...['', '_IP', '_PORT'].map((part) => `MINIMESOS_AGENT_0${part}`),
      ...['', '_IP', '_PORT'].map((part) => `MINIMESOS_AGENT_1${part}`),
      ...['MINIMESOS_NETWORK_GATEWAY', undefined],
    ]);
  });

  it('gives programs everything', async () => {
    expect(JSON.parse((await test.run(['info', '--json'])).stdout)).toMatchObject({
      ...{ id: expect.any(String) as string, name: 'blue', driver: 'embedded', pid: process.pid, zookeeper: null },
      masters: [{ url: cluster.leader.url }],
      agents: [{ running: true }, { running: true }],
      exports: { MINIMESOS_MASTER: cluster.leader.url },
    });
  });

  it('tells where names are, where there are some', async () => {
    const { names } = await test.cluster({ name: 'named', agents: 0, names: { domain: 'mm' } });
    const { stdout } = await test.run(['info', '--cluster', 'named']);
    expect(stdout).toContain(`names   ${names.url}`);
    expect(stdout).toContain(`dig @127.0.0.1 -p ${names.port} leader.mm\n`);
    expect(stdout).toContain(`export MINIMESOS_MESOSDNS=${names.url}\nexport MINIMESOS_MESOSDNS_IP=127.0.0.1\n`);
    expect(stdout).toContain(`export MINIMESOS_MESOSDNS_PORT=${names.port}\n`);
    const { names: told } = JSON.parse((await test.run(['info', '--cluster', 'named', '--json'])).stdout) as { names: object };
    expect(told).toEqual({ url: names.url, ip: '127.0.0.1', port: names.port, httpPort: names.httpPort, domain: 'mm' });
    await test.run(['destroy', '--cluster', 'named']);
  });

  it('finds clusters by name and by URL, whatever the directory', async () => {
    const cwd = join(test.cwd, 'elsewhere');
    const url = `${test.server.url}/v1/clusters/blue`;
    mkdirSync(cwd, { recursive: true });
    for (const name of ['blue', url]) expect((await test.run(['info', '--cluster', name], { cwd })).code).toBe(0);
    expect((await test.run(['info'], { cwd, env: { MINIMESOS_CLUSTER: url } })).code).toBe(0);
    expect(await test.run(['info'], { cwd })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`No cluster is running for ${cwd}.`) as string,
    });
    const { code, stderr } = await test.run(['info', '--cluster', 'green'], { cwd });
    expect([code, stderr]).toEqual([3, expect.stringContaining('There is no cluster green. There are: blue.')]);
  });
});

describe('minimesos ps', () => {
  it('lists the clusters and marks that of the directory', async () => {
    const lines = (await test.run(['ps'])).stdout.split('\n');
    expect(lines[0]).toMatch(/^CLUSTER +MASTER +AGENTS +AGE +PROCESS$/);
    expect(lines[1]).toMatch(new RegExp(`^blue \\* +${cluster.leader.url} +2 +\\d+ s +${process.pid}$`));
    expect(JSON.parse((await test.run(['ps', '--json'])).stdout)).toMatchObject([{ name: 'blue', pid: process.pid }]);
  });
});

describe('minimesos reset', () => {
  it('makes the cluster as new', async () => {
    await cluster.agents[0]?.kill();
    const { code, stdout } = await test.run(['reset']);
    expect([code, stdout]).toEqual([0, `Cluster blue is as new: Mesos 1.11.0 at ${cluster.leader.url} with 2 agents\n`]);
  });
});

describe('minimesos destroy', () => {
  it('destroys a cluster by its name', async () => {
    await test.cluster({ name: 'red' });
    expect((await test.run(['destroy', '--cluster', 'red'])).stdout).toBe('Destroyed cluster red\n');
    expect((await test.run(['info', '--cluster', 'red'])).code).toBe(3);
    expect((await test.run(['info'])).code).toBe(0);
  });

  it('destroys the cluster of the directory, and forgets it', async () => {
    expect(await test.run(['destroy'])).toMatchObject({ code: 0, stdout: 'Destroyed cluster blue\n' });
    expect(existsSync(join(test.cwd, '.minimesos'))).toBe(false);
    expect(await test.run(['destroy'])).toMatchObject({ code: 3, stdout: '' });
  });

  it('destroys all', async () => {
    for (const name of ['a', 'b']) await test.cluster({ name }); // in the order of their starts they are told
    expect((await test.run(['destroy', '--all', '--json'])).stdout).toBe('{"destroyed":["a","b"]}\n');
    expect((await test.run(['ps'])).stderr).toBe('No cluster is running. Start one: minimesos up\n');
    expect((await test.run(['destroy', '--all'])).stdout).toBe('No cluster is running.\n');
  });
});

describe('a cluster that is gone', () => {
  it.each([
    [
      'the host process is gone',
      { name: 'x', id: 'y', pid: 2 ** 22 - 1, startedAt: 1, serverFile: '/nowhere/servers/1.json' },
      'the host process 4194303 of cluster x is gone.',
    ],
    ['the file is damaged', 'nonsense', 'what .minimesos told of it was damaged, and was removed.'],
  ])('is cleaned up when %s', async (_, record, words) => {
    const directory = join(test.cwd, '.minimesos');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cluster.json'), JSON.stringify(record));
    const { code, stderr } = await test.run(['tasks']);
    expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
    expect(existsSync(directory)).toBe(false);
  });

  it('is cleaned up when it was destroyed by somebody else', async () => {
    const green = await test.cluster({ name: 'green' });
    const directory = new ClusterDirectory(test.cwd);
    directory.write(
      { name: 'green', id: test.server.clusters.find('green').id },
      { pid: process.pid, startedAt: startTime(process.pid) },
    );
    await test.server.clusters.destroy(test.server.clusters.find(green.name));
    const { code, stderr } = await test.run(['tasks']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('cluster green is gone.')]);
    expect(directory.state()).toEqual({ kind: 'none' });
  });
});
