import { describe, expect, it } from 'vitest';
import { connectString, formatZooKeeperUrl, parseZooKeeperUrl, withoutCredentials } from '../../src/zookeeper/url.js';

function read(text: string) {
  const url = parseZooKeeperUrl(text);
  if ('problem' in url) throw new Error(url.problem);
  return url;
}

describe('an URL of a ZooKeeper', () => {
  it('has servers, a path and credentials', () => {
    expect(read('zk://user:pass@10.0.0.1:2182,two/mesos/blue')).toEqual({
      servers: [
        { host: '10.0.0.1', port: 2182 },
        { host: 'two', port: 2181 },
      ],
      path: '/mesos/blue',
      credentials: 'user:pass',
    });
  });

  it.each([
    [' zk://a:1/mesos \n', 'zk://a:1/mesos'],
    ['zk://a/mesos/', 'zk://a:2181/mesos'],
    ['zk://a/', 'zk://a:2181'],
    ['zk://a', 'zk://a:2181'],
    ['zk://user:p@ss@a/mesos', 'zk://user:p@ss@a:2181/mesos'],
    ['zk://[::1]:2182,[fe80::1]/mesos', 'zk://[::1]:2182,[fe80::1]:2181/mesos'],
  ])('is read as Mesos reads it: %j', (text, normal) => {
    expect(formatZooKeeperUrl(read(text))).toBe(normal);
  });

  it('can be shown without what is secret, or as a list of servers', () => {
    const url = read('zk://user:secret@a:1,b:2/mesos');
    expect(withoutCredentials(url)).toBe('zk://a:1,b:2/mesos');
    expect(connectString(url)).toBe('a:1,b:2');
  });

  it.each([
    ['http://a/mesos', 'it does not begin with zk://'],
    ['zk:///mesos', '"" is no host:port'],
    ['zk://a:1,,b:2/mesos', '"" is no host:port'],
    ['zk://a:0/mesos', '"a:0" is no host:port'],
    ['zk://a:65536/mesos', '"a:65536" is no host:port'],
    ['zk://a:b/mesos', '"a:b" is no host:port'],
    ['zk://a b/mesos', '"a b" is no host:port'],
    ['zk://user@a/mesos', 'the credentials are not user:password'],
    ['zk://:pass@a/mesos', 'the credentials are not user:password'],
    ['zk://user:@a/mesos', 'the credentials are not user:password'],
    ['zk://a//mesos', 'no znode can have that path'],
    ['zk://a/mesos/../other', 'no znode can have that path'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(parseZooKeeperUrl(text)).toEqual({ problem });
  });
});
