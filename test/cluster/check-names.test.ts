import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import type { MinimesosError } from '../../src/errors.js';

const resolved = (names: unknown) => resolveDescription({ names }).names;
const problems = (names: unknown, more: object = {}): string => {
  try {
    return JSON.stringify(resolveDescription({ names, ...more }));
  } catch (error) {
    return (error as MinimesosError).message;
  }
};
const defaults = {
  ...{ port: undefined, httpPort: undefined, domain: 'mesos', ttl: 60 },
  ...{ ipSources: ['netinfo', 'mesos', 'host'], resolvers: [] },
};

describe('names in a description', () => {
  it('are not served unless they are asked for', () => {
    expect([resolved(undefined), resolved(false)]).toEqual([undefined, undefined]);
  });

  it('are those of Mesos-DNS where nothing else is said', () => {
    expect([resolved(true), resolved({})]).toEqual([defaults, defaults]);
  });

  it('are as they are described', () => {
    const resolvers = ['10.0.0.1', '10.0.0.2:5353', '[fd00::1]:5353', 'fd00::1'];
    expect(resolved({ port: 8053, httpPort: 8123, domain: 'MM.', ttl: 0, ipSources: ['host'], resolvers })).toEqual({
      ...{ port: 8053, httpPort: 8123, domain: 'mm', ttl: 0, ipSources: ['host'] },
      resolvers: [
        ...[
          { ip: '10.0.0.1', port: 53 },
          { ip: '10.0.0.2', port: 5353 },
        ],
        ...[
          { ip: 'fd00::1', port: 5353 },
          { ip: 'fd00::1', port: 53 },
        ],
      ],
    });
    expect(resolveDescription({ driver: 'attached', master: 'http://a', names: true }).names).toEqual(defaults);
  });

  it.each<[unknown, string]>([
    ['yes', 'names: expected true, false, or an object such as { port: 8053, domain: mesos }, but got "yes"'],
    [{ prot: 1 }, 'names.prot: the names of a cluster has no such key; did you mean port?'],
    [{ port: 0 }, 'names.port: expected a port from 1 to 65535, but got 0'],
    [{ domain: '' }, 'names.domain: expected a domain'],
    [{ domain: 'a..b' }, 'names.domain: expected a domain'],
    [{ ttl: -1 }, 'names.ttl: expected seconds from 0'],
    [
      { ipSources: ['netinf'] },
      'names.ipSources[0]: expected one of netinfo, mesos, docker, host, but got "netinf"; did you mean netinfo?',
    ],
    [{ ipSources: 'host' }, 'names.ipSources: expected a list'],
    [{ resolvers: ['dns.example', '10.0.0.1:0', 5] }, 'names.resolvers[1]: expected an address, or one with a port'],
    [{ port: 1, httpPort: 1 }, 'names.httpPort: expected a port of its own, but got 1 (DNS has 1)'],
  ])('%j are refused', (names, message) => {
    expect(problems(names)).toContain(message);
  });

  it('have a port that nobody else has', () => {
    expect(problems({ port: 5050 }, { masters: [{ port: 5050 }] })).toContain('names.port: expected a port of its own');
  });
});
