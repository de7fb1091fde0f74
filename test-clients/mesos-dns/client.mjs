// mesos-dns, which makes names of what the master's /state says. The module proxy has no version later than 0.6.0, of 2016, which
// asks for /master/state.json: that path is gone from Mesos 1.12, so a server here passes the question on. Its dependency github.com/tv42/zbase32 is not to be had from the
// module proxy: the package of this name beside this file is our own, and has the one function that mesos-dns calls.
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A port on which nobody listens, by TCP or UDP. */
async function freePort() {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    const socket = createSocket('udp4');
    const free = await new Promise((resolve) => {
      socket.on('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true));
    });
    await Promise.all([new Promise((resolve) => server.close(resolve)), new Promise((resolve) => socket.close(resolve))]);
    if (free) return port;
  }
}

/** Answers for the master, under the path that it had once. */
async function formerPaths({ url }) {
  const server = createHttpServer(async (request, response) => {
    const answer = await fetch(url + request.url.replace('/state.json', '/state'));
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') }).end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** All frameworks with their tasks, as soon as the task is among them: mesos-dns looks every second. */
async function enumerate(port, taskId) {
  for (let round = 0; round < 100; round++) {
    const frameworks = await fetch(`http://127.0.0.1:${port}/v1/enumerate`)
      .then((answer) => answer.json())
      .then((document) => document.frameworks ?? [])
      .catch(() => []); // it is not there yet
    if (JSON.stringify(frameworks).includes(taskId)) return frameworks;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`mesos-dns does not know the task ${taskId}`);
}

function resolverOf(port) {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return resolver;
}

function expectEqual(what, seen, expected) {
  if (JSON.stringify(seen) !== JSON.stringify(expected)) {
    throw new Error(`${what} is ${JSON.stringify(seen)} and should be ${JSON.stringify(expected)}`);
  }
}

export default {
  name: 'mesos-dns 0.6.0',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    const output = join(folder, 'mesos-dns');
    await execute('go', ['build', '-mod=readonly', '-o', output, 'github.com/mesosphere/mesos-dns'], { cwd: source });
  },
  runs: [
    {
      name: 'names of the leader, an agent and a task, over DNS and HTTP',
      async run({ cluster, folder, watch }) {
        cluster.run('sleep 300', { name: 'web' }).catch(() => {}); // it ends with the cluster
        const [task] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
        const [port, httpport] = [await freePort(), await freePort()];
        const server = await formerPaths(cluster.leader);
        const masters = [`127.0.0.1:${server.address().port}`];
        const config = join(folder, 'config.json');
        const switches = { dnson: true, httpon: true, externalon: false, recurseon: false, EnumerationOn: true };
        const options = { masters, refreshSeconds: 1, domain: 'mesos', port, httpport, listener: '127.0.0.1', resolvers: [] };
        writeFileSync(config, JSON.stringify({ zk: '', IPSources: ['mesos', 'host'], ...options, ...switches }));
        watch(join(folder, 'mesos-dns'), [`-config=${config}`]);
        const frameworks = await enumerate(httpport, task.id).finally(() => server.close().closeAllConnections());
        const resolver = resolverOf(port);
        const ip = cluster.leader.ip;
        for (const name of ['leader.mesos', 'master.mesos', 'slave.mesos'])
          expectEqual(name, await resolver.resolve4(name), [ip]);
        const leader = (await resolver.resolveSrv('_leader._tcp.mesos')).map((record) => record.port);
        expectEqual('the port of the leader', leader, [cluster.leader.port]);
        const agents = (await resolver.resolveSrv('_slave._tcp.mesos')).map((record) => record.port);
        expectEqual(
          'the ports of agents',
          agents,
          cluster.agents.map((agent) => agent.port),
        );

        const found = frameworks.flatMap(({ tasks, name }) => (tasks ?? []).map(({ id, records }) => ({ id, name, records })));
        const own = found.find(({ id }) => id === task.id);
        if (!own) throw new Error(`the task ${task.id} is not among ${JSON.stringify(frameworks)}`);
        const address = own.records.find(({ rtype }) => rtype === 'A');
        expectEqual(address.name, await resolver.resolve4(address.name.replace(/\.$/, '')), [ip]);
      },
    },
  ],
};
