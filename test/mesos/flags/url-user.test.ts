import { expect, it } from 'vitest';
import { withoutUrlUsers } from '../../../src/mesos/flags/url-user.js';

it.each([
  ['zk://user:secret@127.0.0.1:2181,127.0.0.1:2182/mesos', 'zk://[redacted]@127.0.0.1:2181,127.0.0.1:2182/mesos'],
  ["Fetching URI 'http://user:se@cret@host/a@b'", "Fetching URI 'http://[redacted]@host/a@b'"],
  ['https://token@host and ftp://a:b@other', 'https://[redacted]@host and ftp://[redacted]@other'],
  ['http://127.0.0.1:5050/state', 'http://127.0.0.1:5050/state'],
  ['scheduler-1@127.0.0.1:1234', 'scheduler-1@127.0.0.1:1234'],
  ['http://host/path/to@something', 'http://host/path/to@something'],
])('leaves who somebody is out of %j', (text, told) => {
  expect(withoutUrlUsers(text)).toBe(told);
});
