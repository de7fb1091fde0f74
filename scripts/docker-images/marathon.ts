// The program of the image that stands in for that of Marathon: our service, started by Marathon's flags (`--zk zk://a:2181/marathon`) or
// their variables (`MARATHON_ZK`).
import { parseArgs } from 'node:util';
import { startMarathon } from '../../src/marathon/marathon.js';
import type { MarathonZooKeeper } from '../../src/marathon/options.js';
import { keepAlive } from '../../src/mesos/process/keep-alive.js';
import { systemRandom } from '../../src/mesos/process/random.js';
import { Runtime } from '../../src/mesos/process/runtime.js';
import { detectorOf, parseMasters, parseZooKeeper } from '../../src/programs/masters.js';
import { openTcpClient } from '../../src/zookeeper/tcp-client.js';
import { connectString } from '../../src/zookeeper/url.js';

const SESSION_MS = 10_000;
const FLAGS = ['master', 'zk', 'http_port', 'hostname', 'mesos_user', 'mesos_role', 'framework_name'];

const { values } = parseArgs({ options: Object.fromEntries(FLAGS.map((name) => [name, { type: 'string' as const }])) });
const flag = (name: string) => values[name] ?? process.env[`MARATHON_${name.toUpperCase()}`];

function needed(name: string): string {
  const value = flag(name);
  if (value === undefined) throw new Error(`--${name} is missing.`);
  return value;
}

function known<Place extends object>(place: Place | { readonly problem: string }): Place {
  if ('problem' in place) throw new Error(place.problem);
  return place;
}

function zookeeperAt(url: string): MarathonZooKeeper {
  const { zookeeper } = known(parseZooKeeper(url));
  const { path, credentials } = zookeeper;
  return { path, credentials, url, open: () => openTcpClient(connectString(zookeeper), SESSION_MS, systemRandom) };
}

keepAlive();
const runtime = new Runtime();
const address = { ip: flag('hostname') ?? '127.0.0.1', port: Number(flag('http_port') ?? '8080') };
const zk = flag('zk');
const marathon = await startMarathon({
  masters: await detectorOf(known(parseMasters(needed('master'))), {
    runtime,
    address,
    sessionTimeoutMs: SESSION_MS,
    looksUp: false,
  }),
  ...{ clock: runtime.clock, ...address, name: flag('framework_name'), user: flag('mesos_user'), role: flag('mesos_role') },
  ...(zk !== undefined && { zookeeper: zookeeperAt(zk) }),
  onFailure: (error, what) => void process.stderr.write(`${what}: ${error.message}\n`),
});
process.stdout.write(`listens at ${marathon.url}\n`);
// As the first process of a container it would get no signal that it does not ask for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void marathon.stop({ teardown: false }).then(() => process.exit(0)));
}
