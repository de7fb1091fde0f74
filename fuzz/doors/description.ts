import { resolveAgent, resolveDescription } from '../../src/cluster/description.js';
import { parseAny, parseDescription } from '../../src/cluster/read-description.js';
import { each, isAnswer } from '../answers.js';
import type { Door } from '../engine/door.js';

/** Descriptions of clusters: YAML, JSON, or a minimesosFile. */
const door: Door = {
  name: 'description',
  corpus: [
    'masters: 3\nagents:\n  - resources: cpus:4;mem:2048\n    attributes: rack:a\n    count: 2\n    flags: { gc_delay: 1days }\n',
    'a: &a { x: 1 }\nb:\n  <<: *a\nc: [1, 2.5, .inf, 0x1f, 2001-01-01, !!binary aGk=, ~, "q\\u0041"]\nd: |\n  text\n  more\ne: >-\n  folded\n',
    '{"masters":{"count":1,"flags":{"offer_timeout":"1mins"}},"driver":"embedded","clock":"virtual","seed":42,"zookeeper":true}',
    '{"driver":"docker","images":{"agent":"mesos:1"},"docker":{"network":"10.0.0.0/16"},"containers":[{"image":"redis:7","ready":{"tcp":6379}}]}',
    'containerizers: simulated\nbehaviours:\n  - { framework: a, runsFor: [1secs, 2mins], exits: 1, probability: 0.5 }\nmarathon: { port: 8080 }\napps: [ { id: a, cmd: sleep 1 } ]\n',
    'driver: attached\nmaster: zk://a:2181,b:2181/mesos\ncredentials: { principal: a, secret: b }\nnames: { domain: x.mesos, ttl: 5, resolvers: [8.8.8.8] }\n',
    'zookeepers:\n  one: { port: 2181, directory: ./data, tickTime: 2secs }\nreaction: immediate\ntimeout: 1mins\nkeep: on-failure\n',
    'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n',
  ],
  answers: isAnswer,
  async run(input) {
    const text = Buffer.from(input).toString();
    each([() => parseDescription(text, 'a file')]);
    const content = await parseAny(text, 'a file');
    each([() => resolveDescription(content), () => resolveAgent(content)]);
  },
};

export default door;
