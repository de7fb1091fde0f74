import { readChoice, readCredential, readDuration, readWholeNumber } from '../../src/cli/values.js';
import { jsonFault } from '../../src/cluster/json-fault.js';
import { hostAndPort } from '../../src/discovery/state.js';
import { Impossible } from '../../src/marathon/definitions/invalid.js';
import { absoluteId, idProblems } from '../../src/marathon/definitions/path-id.js';
import { canonicalVersion } from '../../src/marathon/definitions/timestamps.js';
import { constraintProblem } from '../../src/marathon/definitions/validate-constraint.js';
import { parseLabelSelector } from '../../src/marathon/http/label-selector.js';
import { within } from '../../src/mesos/fetcher/sandbox.js';
import { baseName, locate, uriProblem } from '../../src/mesos/fetcher/uri.js';
import { formatBytes, parseBytes } from '../../src/mesos/flags/bytes.js';
import { formatDuration, parseDuration, readDuration as readMesosDuration } from '../../src/mesos/flags/duration.js';
import { parsePid } from '../../src/mesos/process/pid.js';
import { validateRole } from '../../src/mesos/resources/role.js';
import { canonicalBase64 } from '../../src/mesos/wire/base64.js';
import { parseListenAddress } from '../../src/remote/listen-address.js';
import { readSeed } from '../../src/seed.js';
import { suggest } from '../../src/suggest.js';
import { formatZooKeeperUrl, parseZooKeeperUrl } from '../../src/zookeeper/url.js';
import { each, isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';

/** Short texts with a grammar of their own, wherever they come from. */
const door: Door = {
  name: 'values',
  corpus: [
    ...[
      '1.5mins',
      '-10secs',
      '.5weeks',
      '512MB',
      '2GB',
      '50%',
      '42@0.1.0',
      'principal:secret',
      '127.0.0.1:80',
      '[::1]:5050',
      ':0',
    ],
    ...[
      'zk://u:p@a:2181,[::1]:2182/mesos',
      'slave(1)@127.0.0.1:5051',
      'a==b, c!=d, e in (f, g), h notin (i), k',
      '/group/../app-1',
    ],
    ...[
      'http://h/a.tar.gz',
      'file:///a/b',
      'hdfs://a',
      'a/b/../c',
      '2026-11-29T00:00:00.000Z',
      'aGVsbG8=',
      'a-b_c=',
      '{"a": [1, tru',
    ],
    ...['rack:LIKE:a.*', 'hostname:UNIQUE', 'GROUP_BY', 'x'.repeat(300)],
  ],
  run(input) {
    const text = Buffer.from(input).toString();
    each(
      [
        () => formatDuration(parseDuration(text) ?? 0),
        () => readMesosDuration(text),
        () => formatBytes(parseBytes(text) ?? 0),
        () => readDuration('--x', text),
        () => readWholeNumber('--x', text, 0, 10),
        () => readChoice('--x', text, ['embedded', 'docker']),
        () => readCredential('--x', text),
        () => readSeed(text),
        () => parseListenAddress(text),
        () => {
          const url = parseZooKeeperUrl(text);
          if ('servers' in url) parseZooKeeperUrl(formatZooKeeperUrl(url));
        },
        () => parsePid(text),
        () => hostAndPort(text),
        () => validateRole(text),
        () => parseLabelSelector(text)({ a: 'b', e: 'f' }),
        () => idProblems(absoluteId(text, '/a')),
        () => constraintProblem(text.split(':')),
        () => canonicalVersion(text),
        () => uriProblem({ value: text, output_file: text }),
        () => baseName(text),
        () => locate(text, '/home'),
        () => within(text),
        () => canonicalBase64(text),
        () => suggest(text, ['agent_ping_timeout', 'max_agent_ping_timeouts']),
        () => jsonFault(text),
      ],
      (error) => isAnswerInWords(error) || error instanceof Impossible,
    );
  },
};

export default door;
