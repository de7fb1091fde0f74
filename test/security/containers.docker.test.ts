import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../../src/docker/engine.js';
import { LABELS } from '../../src/docker/labels.js';
import { MesosCluster } from '../../src/index.js';
import { dockerDone } from '../docker/real-docker.js';
import { IMAGES, onEngine } from '../docker-images.js';
import { ask, attacks, figure, listenersOf } from './surroundings.js';

/** Every secret that there is, in a form that is found wherever it comes to light. */
const SECRETS = {
  credential: 'canary-of-credentials',
  httpCredential: 'canary-of-http-credentials',
  jwt: 'canary-of-the-jwt-key',
  registry: 'canary-of-a-registry',
  executors: 'canary-of-executors',
  zookeeper: 'canary-of-zookeeper',
};
const found = (text: string): string[] => Object.values(SECRETS).filter((secret) => text.includes(secret));

const name = `secretive-${process.pid}`;
const credential = { principal: 'p', secret: SECRETS.credential };
const flags = {
  credential,
  http_credentials: [{ principal: 'p', secret: SECRETS.httpCredential }],
  jwt_secret_key: SECRETS.jwt,
  docker_config: { auths: { 'registry.example': { auth: SECRETS.registry } } },
  executor_environment_variables: { PATH: process.env['PATH'] ?? '', PASSWORD: SECRETS.executors },
};

let cluster: MesosCluster;
beforeAll(async () => {
  cluster = await MesosCluster.start({
    ...{ driver: 'docker', images: IMAGES, name, docker: { publish: true } },
    masters: [{ flags: { credentials: [credential], authenticate_agents: true } }],
    agents: [{ flags }],
    zookeeper: { credentials: `user:${SECRETS.zookeeper}` },
    containers: { marathon: true },
  });
  // Those that come later are started in another way.
  await cluster.addAgent({ flags });
});
afterAll(async () => {
  await cluster?.destroy();
  expect(await onEngine(`${LABELS.cluster}=${name}`)).toEqual([]);
});

const pids = () => readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [Number(entry)] : []));

async function containers() {
  const { docker } = await connectEngine();
  const listed = await docker.listContainers({ all: true, filters: { label: [`${LABELS.cluster}=${name}`] } });
  return Promise.all(listed.map(({ Id }) => docker.getContainer(Id).inspect()));
}

describe('secrets of a cluster in containers', () => {
  it('are in no command line of the machine, which sees those of containers, too', () => {
    const lines = pids().flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // ended meanwhile
      }
    });
    expect(lines.filter((line) => found(line).length > 0)).toEqual([]);
    for (const flag of ['credentials', 'zk', 'credential', 'http_credentials', 'jwt_secret_key', 'docker_config', 'master']) {
      expect(
        lines.some((line) => line.includes(`--${flag}=file:///etc/minimesos/flags/${flag}`)),
        flag,
      ).toBe(true);
    }
    figure('Command lines without a secret, with a cluster in containers', lines.length);
  });

  it('are in files of the containers, which the user that the program runs as alone may read', async () => {
    for (const member of ['master-1', 'agent-1', 'agent-2']) {
      const container = `minimesos-${name}-${member}`;
      const listed = await dockerDone(['exec', container, 'sh', '-c', 'stat -c "%a %u" /etc/minimesos/flags/*']);
      expect(new Set(listed.split('\n'))).toEqual(new Set(['600 0']));
    }
  });

  it('have their effect', async () => {
    for (const agent of cluster.agents) {
      expect(await cluster.run('echo $PASSWORD', { agent })).toMatchObject({ stdout: `${SECRETS.executors}\n` });
    }
  });

  it('are not told by masters and agents, nor by the timeline', async () => {
    const headers = { Authorization: `Basic ${btoa(`p:${SECRETS.httpCredential}`)}` };
    const urls = [...cluster.masters, ...cluster.agents].flatMap(({ url }) => [`${url}/flags`, `${url}/state`]);
    const texts = await Promise.all(urls.map(async (url) => (await fetch(url, { headers })).text()));
    expect(texts.flatMap((text, index) => found(text).map((secret) => `${urls[index]} tells ${secret}`))).toEqual([]);
    expect(found(JSON.stringify(cluster.timeline()))).toEqual([]);
  });

  it('are known to who connects by the name of the cluster, so that an agent that was added starts again', async () => {
    const other = await MesosCluster.connect(name);
    try {
      const agent = other.agents[1];
      await agent?.restart();
      expect(await other.run('echo $PASSWORD', { agent })).toMatchObject({ stdout: `${SECRETS.executors}\n` });
    } finally {
      await other.disconnect();
    }
  });
});

describe('the proxy of an agent', () => {
  it('listens where the agent alone is, and its group', async () => {
    const socket = '/var/run/minimesos/docker.sock';
    expect(await dockerDone(['exec', `minimesos-${name}-agent-1-network`, 'stat', '-c', '%a %u %F', socket])).toBe(
      '660 0 socket',
    );
    const holders = (await containers()).filter(({ Mounts }) =>
      Mounts.some(({ Name }) => Name === `minimesos-${name}-agent-1-sockets`),
    );
    expect(holders.map(({ Name }) => Name).sort()).toEqual([`/minimesos-${name}-agent-1`, `/minimesos-${name}-agent-1-network`]);
  });
});

describe('published ports', () => {
  const published = async () =>
    (await containers()).flatMap(({ Name, NetworkSettings: { Ports } }) =>
      Object.values(Ports ?? {}).flatMap((bindings) => (bindings ?? []).map((binding) => ({ Name, ...binding }))),
    );

  it('are on loopback alone, as the engine and the kernel tell', async () => {
    const ports = await published();
    // A ZooKeeper, a master, two agents, Marathon.
    expect(ports.length).toBeGreaterThanOrEqual(5);
    expect(ports.filter(({ HostIp }) => HostIp !== '127.0.0.1')).toEqual([]);
    const numbers = new Set(ports.map(({ HostPort }) => Number(HostPort)));
    const listening = listenersOf(pids()).filter(({ port }) => numbers.has(port));
    expect(listening.filter(({ ip }) => ip !== '127.0.0.1')).toEqual([]);
    figure('Published ports of a cluster in containers', `${ports.length}, all on loopback`);
  });

  it('refuse requests from web pages where the programs are those of minimesos', async () => {
    let refused = 0;
    for (const { url } of [...cluster.masters, ...cluster.agents]) {
      for (const headers of attacks({ name: url, url, paths: [] })) {
        expect(await ask(url, { path: '/state', headers }), JSON.stringify(headers)).toMatchObject({ status: 403 });
        refused++;
      }
    }
    figure('Requests of web pages to published ports refused', `${refused} of ${refused}`);
  });
});
