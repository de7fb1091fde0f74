import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { IMAGES, TASK_IMAGE } from '../../docker-images.js';

/** A task that looks from where it runs: at the names, at Marathon, and at the master by its name. */
const LOOK = `
  const [dns, port, names, marathon] = process.argv.slice(1);
  const { Resolver } = require('dns').promises;
  const resolver = new Resolver();
  resolver.setServers([dns + ':' + port]);
  (async () => {
    console.log((await resolver.resolve4('leader.mesos'))[0]);
    console.log((await (await fetch(names + '/v1/hosts/leader.mesos')).json())[0].ip);
    console.log(await (await fetch(marathon + '/ping')).text());
    setInterval(() => {}, 1000);
  })();
`;

describe('apps of a cluster in containers', () => {
  let cluster: MesosCluster;
  beforeAll(async () => {
    cluster = await MesosCluster.start({
      driver: 'docker',
      images: IMAGES,
      agents: 1,
      names: true,
      marathon: true,
      timeout: '3mins',
    });
  });
  afterAll(() => cluster?.destroy());

  it('are told where they get at this machine, and get at names and Marathon there', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address));
    expect(addresses).toContain(cluster.gateway);
    expect(cluster.names.ip).toBe(cluster.gateway);
    expect(cluster.marathon.ip).toBe(cluster.gateway);
    const asked = ['NETWORK_GATEWAY', 'MESOSDNS_PORT', 'MESOSDNS', 'MARATHON'].map((name) => `\${MINIMESOS_${name}}`);
    const app = { id: '/look', cpus: 0.1, mem: 64, args: ['node', '-e', LOOK, ...asked] };
    await cluster.install({ ...app, container: { type: 'DOCKER', docker: { image: TASK_IMAGE } } }, { timeout: '2mins' });
    const [task] = await cluster.tasks({ framework: 'marathon', state: 'TASK_RUNNING' });
    const { ip } = cluster.leader;
    await expect.poll(() => cluster.logs(task?.id ?? ''), { timeout: 30_000 }).toContain(`${ip}\n${ip}\npong\n`);
    await cluster.uninstall('/look');
  });

  it('are healthy by checks of Marathon, and are found by name', async () => {
    const cmd = `exec node -e "require('http').createServer((_, answer) => answer.end('mine')).listen(process.env.PORT0)"`;
    const healthChecks = [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 60 }];
    const app = { id: '/web', cmd, healthChecks, cpus: 0.1, mem: 64, portDefinitions: [{ port: 0, name: 'http' }] };
    const container = { type: 'DOCKER', docker: { image: TASK_IMAGE, network: 'HOST' } };
    await cluster.install({ ...app, container }, { timeout: '2mins' });
    const [service] = await cluster.names.services('_http._web._tcp.marathon');
    expect(await (await fetch(`http://${service?.ip}:${service?.port}/`)).text()).toBe('mine');
    await cluster.uninstall('/web');
  });

  it('are kept in the ZooKeeper of the cluster', async () => {
    await cluster.install({ id: '/kept', cmd: 'sleep 1000', cpus: 0.1, mem: 32 }, { timeout: '2mins' });
    const [before] = await cluster.frameworks();
    await fetch(`${cluster.marathon.url}/v2/leader`, { method: 'DELETE' });
    await expect.poll(async () => (await fetch(`${cluster.marathon.url}/v2/apps/kept`)).status, { timeout: 20_000 }).toBe(200);
    await cluster.uninstall('/kept');
    expect(await cluster.frameworks()).toMatchObject([{ id: before?.id }]);
  });
});
