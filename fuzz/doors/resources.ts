import { attributes, resources } from '../../src/cluster/check-resources.js';
import { formatResources } from '../../src/mesos/resources/format.js';
import { parseAttributes, parseResources } from '../../src/mesos/resources/parse.js';
import { parseValue } from '../../src/mesos/resources/parse-value.js';
import { Problems } from '../../src/problem.js';
import { each, isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';

/** Resources and attributes as text: of flags, descriptions and the command line. */
const door: Door = {
  name: 'resources',
  corpus: [
    'cpus:4;mem:4096;disk:10000;ports:[31000-32000]',
    'cpus(eng):1.001;ports(*):[1-5, 8-10, 3-4];set:{a,b,c}',
    'rack:abc;zone:west;level:10;keys:[1000-1500]',
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":4},"reservations":[{"type":"STATIC","role":"r"}]}]',
    '[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":1,"end":3}]},"role":"eng"}]',
  ],
  run(input) {
    const text = Buffer.from(input).toString();
    each(
      [
        () => {
          const parsed = parseResources(text);
          // Subtraction and addition walk the ranges.
          formatResources(parsed.plus(parsed).minus(parsed));
        },
        () => parseAttributes(text),
        () => parseValue(text),
        () => resources(text, 'resources', new Problems()),
        () => attributes(text, 'attributes', new Problems()),
      ],
      isAnswerInWords,
    );
  },
};

export default door;
