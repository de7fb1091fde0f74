import { expect, it } from 'vitest';
import { withoutUrlUser, withoutUrlUsers } from '../../../src/mesos/flags/url-user.js';

it.each([
  ['zk://user:secret@127.0.0.1:2181,127.0.0.1:2182/mesos', 'zk://[redacted]@127.0.0.1:2181,127.0.0.1:2182/mesos'],
  ["Fetching URI 'http://user:se@cret@host/a@b'", "Fetching URI 'http://[redacted]@host/a@b'"],
  ['https://token@host and ftp://a:b@other', 'https://[redacted]@host and ftp://[redacted]@other'],
  ['at zk://user:a@@b@127.0.0.1:2181/mesos', 'at zk://[redacted]@127.0.0.1:2181/mesos'],
  ['http://127.0.0.1:5050/state', 'http://127.0.0.1:5050/state'],
  ['scheduler-1@127.0.0.1:1234', 'scheduler-1@127.0.0.1:1234'],
  ['http://host/path/to@something', 'http://host/path/to@something'],
  ['http://host is not a@b', 'http://host is not a@b'],
])('leaves who somebody is out of %j', (text, told) => {
  expect(withoutUrlUsers(text)).toBe(told);
});

it('knows the end of a password with white space where the text is an URL', () => {
  expect(withoutUrlUser('zk://user:my secret@127.0.0.1:2181/mesos')).toBe('zk://[redacted]@127.0.0.1:2181/mesos');
  expect(withoutUrlUser('file:///etc/a@b')).toBe('file:///etc/a@b');
});

it('does not take the square of the length of a text', () => {
  const long = 'a.'.repeat(1_000_000);
  expect(withoutUrlUsers(long)).toBe(long);
});
