import { acceptsGzip, decompressed } from '../../src/mesos/process/http/compression.js';
import { createJwt, JwtError, parseJwt } from '../../src/mesos/process/http/jwt.js';
import { parseQuery } from '../../src/mesos/process/http/query.js';
import { splitPath } from '../../src/mesos/process/http/router.js';
import { foreignHeader } from '../../src/mesos/process/http/web-page-guard.js';
import { addressee, senderOf } from '../../src/mesos/process/libprocess/message-request.js';
import { agentResponseEncoding, requestEncoding, responseEncoding } from '../../src/mesos/wire/content-type.js';
import { prefers } from '../../src/remote/negotiate.js';
import { each, isAnswer } from '../answers.js';
import type { Door } from '../engine/door.js';

const KEY = 'secret';
const HERE = { ip: '127.0.0.1', port: 5050 };

/** What stands in the head of a request: types, encodings, tokens, targets, senders. */
const door: Door = {
  name: 'headers',
  corpus: [
    ...[
      'application/json; charset="utf-8"',
      'application/x-protobuf',
      '*/*;q=0.5, text/html, application/json;q=0',
      'gzip;q=1, *;q=0',
    ],
    ...[
      createJwt({ fid: 'f' }, KEY),
      'a=b&c=%20d;e=+f&g',
      '/slave(1)/mesos.internal.PingSlaveMessage?x',
      'master@127.0.0.1:5050',
    ],
    ...[
      'page.attacker.org\nhttp://page.attacker.org',
      'localhost:5050\nhttp://page.attacker.org',
      '[::1]:5050',
      'a.example.com.:80',
    ],
  ],
  // Node's.
  limit: 16_384,
  run(input) {
    const text = Buffer.from(input).toString('latin1');
    each(
      [
        () => requestEncoding(text),
        () => responseEncoding(text),
        () => agentResponseEncoding(text),
        () => acceptsGzip(text),
        () => prefers(text, ['application/json', 'text/html']),
        () => parseQuery(text),
        () => splitPath(text),
        () => parseJwt(text, KEY, 0),
        () => addressee(text, HERE),
        () => senderOf({ 'user-agent': text }),
        () => {
          const [host = '', origin = host] = text.split('\n');
          const foreign = foreignHeader({ method: 'POST', url: '/', headers: { host, origin } }, ['.example.com']);
          // Whatever a page's own server is called, it has a name with a dot in it that leads nowhere by itself.
          if (!foreign && /^[^:\s]*\.attacker\.org$/i.test(host)) throw new TypeError(`${host} was let in`);
          if (!foreign && /^[^:]*:\/\/[^:\s]*\.attacker\.org(:|$)/i.test(origin)) throw new TypeError(`${origin} was let in`);
        },
        () => decompressed(Buffer.from(input), 'gzip', 1 << 20),
        () => decompressed(Buffer.from(input), text, 1 << 20),
      ],
      (error) => isAnswer(error) || error instanceof JwtError,
    );
  },
};

export default door;
