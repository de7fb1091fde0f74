import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { foreignHeader } from '../../../../src/mesos/process/http/web-page-guard.js';

const POST = 'POST';
const ask = (headers: Record<string, string>, { method = POST, url = '/', names = [] as string[] } = {}) =>
  foreignHeader({ method, url, headers }, names)?.header;

describe('the guard against web pages', () => {
  it.each([
    ['', 'an HTTP/1.0 client, or one that leaves the header out'],
    ['127.0.0.1:5050', 'an address'],
    ['10.1.2.3', 'an address as somebody forwards it'],
    ['[::1]:5050', 'an address of IPv6'],
    ['localhost:5050', 'the machine'],
    ['LOCALHOST.', 'in another form'],
    ['a.localhost:1', 'a name below it'],
    ['mesos-master:5050', 'a service of docker-compose'],
    ['host.docker.internal:5050', 'the machine, from a container'],
    ['minimesos.default.svc.cluster.local', 'a service of Kubernetes'],
    ['leader.mesos:5050', 'a name of Mesos-DNS'],
    [`${hostname()}:5050`, 'the name of the machine'],
    ['Master.Example.org:5050', 'its flag hostname'],
    ['leader.cluster.example:5050', 'a name of the domain that the cluster serves'],
  ])('takes the Host %j: %s', (host) => {
    expect(ask(host === '' ? {} : { host }, { names: ['master.example.org', '.cluster.example'] })).toBeUndefined();
  });

  it.each([
    'evil.example:5050',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evilmesos.example',
    'a.master.example.org',
    'mesos.evil.example:5050',
    '127.0.0.1.nip.io',
    '999.999.999.999',
    'evil.example:5050:5050',
    'x@evil.example',
    'evil.example,localhost',
  ])('refuses the Host %j', (host) => {
    for (const method of ['GET', POST]) expect(ask({ host }, { method, names: ['master.example.org'] })).toBe('Host');
  });

  it('refuses pages of other sites, whatever they ask', () => {
    const host = '127.0.0.1:5050';
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:5050',
      'http://127.0.0.1:5051',
      'https://127.0.0.1:5050',
    ]) {
      for (const method of ['GET', POST, 'DELETE', 'OPTIONS']) expect(ask({ host, origin }, { method })).toBe('Origin');
    }
    expect(ask({ host, origin: `http://${host}` })).toBeUndefined();
    expect(ask({ host, 'sec-fetch-site': 'cross-site' })).toBe('Sec-Fetch-Site');
    expect(ask({ host, 'sec-fetch-site': 'same-site' })).toBe('Sec-Fetch-Site');
    expect(ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe('Sec-Fetch-Site');
    for (const site of ['same-origin', 'none']) expect(ask({ host, 'sec-fetch-site': site })).toBeUndefined();
  });

  it('lets links be followed that ask for nothing particular, and scripts of other ports read', () => {
    const link = { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(ask(link, { method: 'GET', url: '/state' })).toBeUndefined();
    expect(ask(link, { method: 'GET', url: '/logging/toggle?level=1&duration=1mins' })).toBe('Sec-Fetch-Site');
    const script = { host: 'localhost', 'sec-fetch-mode': 'no-cors' };
    expect(ask({ ...script, 'sec-fetch-site': 'cross-site' }, { method: 'GET', url: '/state?jsonp=f' })).toBe('Sec-Fetch-Site');
    expect(ask({ ...script, 'sec-fetch-site': 'same-site' }, { method: 'GET', url: '/state?jsonp=f' })).toBeUndefined();
  });
});
