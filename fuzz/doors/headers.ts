import { acceptsGzip, decompressed } from '../../src/mesos/process/http/compression.js';
import { createJwt, JwtError, parseJwt } from '../../src/mesos/process/http/jwt.js';
import { parseQuery } from '../../src/mesos/process/http/query.js';
import { splitPath } from '../../src/mesos/process/http/router.js';
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
  ],
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
        () => decompressed(Buffer.from(input), 'gzip', 1 << 20),
        () => decompressed(Buffer.from(input), text, 1 << 20),
      ],
      (error) => isAnswer(error) || error instanceof JwtError,
    );
  },
};

export default door;
