import { describe, expect, it } from 'vitest';
import {
  type CreateRequest,
  containersNamed,
  labelled,
  place,
  readCreateRequest,
} from '../../../src/docker/proxy/create-request.js';

const placed = (request: CreateRequest, exposed: readonly string[] = []) => place(request, 'agent-1', 'cluster-net', exposed);

describe('place', () => {
  it("puts host mode at the agent's address, without what has no meaning there", () => {
    const request = {
      Image: 'executor:1',
      Hostname: 'h',
      Domainname: 'd',
      MacAddress: '02:42:ac:11:00:02',
      ExposedPorts: { '80/tcp': {} },
      NetworkingConfig: { EndpointsConfig: { host: {} } },
      HostConfig: {
        NetworkMode: 'host',
        PortBindings: { '80/tcp': [{ HostPort: '80' }] },
        PublishAllPorts: true,
        Links: ['a:b'],
        Dns: ['10.0.0.1'],
        DnsSearch: ['mesos'],
        DnsOptions: ['ndots:1'],
        ExtraHosts: ['a:10.0.0.1'],
        Memory: 1,
      },
    };
    expect(placed(request)).toEqual({
      request: { Image: 'executor:1', HostConfig: { NetworkMode: 'container:agent-1', Memory: 1 } },
      bindings: [],
    });
  });

  it.each(['bridge', 'default', '', undefined, 'my-net', 'cluster-net'])("puts %s into the cluster's network", (mode) => {
    const host = {
      ...(mode !== undefined && { NetworkMode: mode }),
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '31000' }] },
    };
    const { request, bindings } = placed({ HostConfig: host });
    expect(request.HostConfig).toEqual({ NetworkMode: 'cluster-net' });
    expect(request.NetworkingConfig).toEqual({ EndpointsConfig: { 'cluster-net': {} } });
    expect(bindings).toEqual([{ protocol: 'tcp', port: 80, hostPort: 31_000 }]);
  });

  it('keeps aliases, and drops addresses of a network that is not there', () => {
    const endpoint = { Aliases: ['web'], Links: ['a:b'], IPAMConfig: { IPv4Address: '10.0.0.5' } };
    const { request } = placed({
      HostConfig: { NetworkMode: 'my-net' },
      NetworkingConfig: { EndpointsConfig: { 'my-net': endpoint } },
    });
    expect(request.NetworkingConfig).toEqual({ EndpointsConfig: { 'cluster-net': { Aliases: ['web'], Links: ['a:b'] } } });
  });

  it.each(['none', 'container:other'])('leaves %s as it is', (mode) => {
    expect(placed({ HostConfig: { NetworkMode: mode } })).toEqual({
      request: { HostConfig: { NetworkMode: mode } },
      bindings: [],
    });
  });

  it('publishes all ports of the image and of the request where that is asked for', () => {
    const HostConfig = { PublishAllPorts: true, PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] } };
    expect(placed({ ExposedPorts: { '80/tcp': {}, '81/udp': {} }, HostConfig }, ['82/tcp', '81/udp']).bindings).toEqual([
      { protocol: 'tcp', port: 80, hostPort: 8080, hostAddress: '127.0.0.1' },
      { protocol: 'udp', port: 81, hostPort: 0 },
      { protocol: 'tcp', port: 82, hostPort: 0 },
    ]);
  });

  it.each([
    [{ '80/sctp': [{ HostPort: '80' }] }, 'only TCP and UDP can be published'],
    [{ '80/tcp': [{ HostPort: '8000-8010' }] }, '8000-8010 is no port'],
    [{ http: [{ HostPort: '80' }] }, 'http is no port'],
  ])('refuses %j', (PortBindings, message) => {
    expect(() => placed({ HostConfig: { PortBindings } })).toThrow(message);
  });
});

describe('labelled', () => {
  it('sets our labels whatever the user says of them', () => {
    const request = { Labels: { 'minimesos.cluster': 'other', 'minimesos.ports': '[]', 'minimesos.agent': '/w', mine: 'yes' } };
    expect(labelled(request, { 'minimesos.cluster': 'this' }).Labels).toEqual({
      'minimesos.cluster': 'this',
      'minimesos.agent': '/w',
      mine: 'yes',
    });
  });
});

describe('containersNamed', () => {
  it('finds all that a request refers to', () => {
    const HostConfig = {
      NetworkMode: 'container:a',
      PidMode: 'container:b',
      IpcMode: 'container:c',
      VolumesFrom: ['d:ro'],
      Links: ['e:alias'],
    };
    const NetworkingConfig = { EndpointsConfig: { n: { Links: ['f:alias'] } } };
    expect(containersNamed({ HostConfig, NetworkingConfig })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(containersNamed({ HostConfig: { NetworkMode: 'host', PidMode: 'host' } })).toEqual([]);
  });
});

describe('readCreateRequest', () => {
  it('takes what has the form of the API, and null for what is left out', () => {
    const request = {
      ...{ Image: 'a', Labels: null, Whatever: [1] },
      HostConfig: {
        NetworkMode: 'host',
        Binds: null,
        PortBindings: { '80/tcp': [{ HostPort: '1' }], '81/tcp': null },
        Memory: 'x',
      },
      NetworkingConfig: { EndpointsConfig: { n: { Aliases: ['a'], Links: null }, m: null } },
    };
    expect(readCreateRequest(request)).toBe(request);
    expect(readCreateRequest({ HostConfig: null })).toEqual({ HostConfig: null });
  });

  it.each([
    [[], 'the request is no object'],
    [{ HostConfig: [] }, 'HostConfig has another form'],
    [{ hostconfig: { NetworkMode: 'host' } }, 'hostconfig has to be written HostConfig'],
    [{ HostConfig: { networkMode: 'host' } }, 'HostConfig.networkMode has to be written NetworkMode'],
    [{ HostConfig: { PublishAllPorts: 1 } }, 'HostConfig.PublishAllPorts has another form'],
    [{ HostConfig: { NetworkMode: {} } }, 'HostConfig.NetworkMode has another form'],
    [{ HostConfig: { PortBindings: { '80/tcp': {} } } }, 'HostConfig.PortBindings has another form'],
    [{ HostConfig: { PortBindings: { '80/tcp': [null] } } }, 'HostConfig.PortBindings has another form'],
    [{ HostConfig: { Mounts: ['a'] } }, 'HostConfig.Mounts has another form'],
    [{ NetworkingConfig: { EndpointsConfig: { n: { Links: [1] } } } }, 'NetworkingConfig.EndpointsConfig has another form'],
  ])('refuses %j with 400', (request, message) => {
    expect(() => readCreateRequest(request)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(message) }),
    );
  });
});
