import { NamesRoutes } from '../../src/discovery/http-routes.js';
import type { Door } from '../engine/door.js';
import { namesOfManyTasks } from '../names.js';
import { Asker } from '../requests.js';

const MOST_REQUESTS = 8;

let asker: Asker;

/** What the HTTP API of the names of a cluster with many tasks is asked for, a target on each line. */
const door: Door = {
  name: 'names-http',
  corpus: [
    ...['version', 'config', 'enumerate', 'axfr', 'hosts/leader.mesos', 'hosts/web.framework-1.mesos./', 'hosts/a/ports'],
    ...['services/_web._tcp.framework-1.mesos', 'services/_leader._tcp.mesos.', 'hosts/%2e%00', 'version?a=b\n/v1/axfr'],
  ].map((route) => `/v1/${route}`),
  // What every object has is no route.
  words: ['constructor', 'toString', '__proto__'].map((name) => `\n/v1/${name}\n`),
  // Node's, of the head of a request.
  limit: 16_384,
  async open() {
    const names = namesOfManyTasks();
    asker = new Asker(
      new NamesRoutes({ names: async () => names, serial: 1, domain: 'mesos', ttl: 60, config: () => ({ Domain: 'mesos' }) }),
    );
  },
  async run(input) {
    for (const target of Buffer.from(input).toString('latin1').split('\n', MOST_REQUESTS)) {
      const { status } = await asker.ask({ method: 'GET', target });
      if (!(status >= 200)) throw new TypeError(`${status} was answered`);
    }
  },
};

export default door;
