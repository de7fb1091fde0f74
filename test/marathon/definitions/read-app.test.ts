import { describe, expect, it } from 'vitest';
import { InvalidDocument } from '../../../src/marathon/definitions/invalid.js';
import { changedApp, readApp, readAppUpdate } from '../../../src/marathon/definitions/read-app.js';
import { someApp } from '../some-app.js';

const defaults = { group: '/g', role: '*' };
const read = (more: object) => readApp({ id: 'app', cmd: 'true', ...more }, defaults);
const problems = (more: object) => {
  try {
    read(more);
    return [];
  } catch (error) {
    if (error instanceof InvalidDocument) return error.details.map(({ path, errors }) => `${path} ${errors.join('; ')}`);
    return [(error as Error).message];
  }
};

describe('an app', () => {
  it('lies in its group, with those it depends on', () => {
    expect(read({ dependencies: ['../b', '/c'] })).toMatchObject({ id: '/g/app', dependencies: ['/b', '/c'] });
  });

  it('has what old fields say in new ones', () => {
    expect(read({ ports: [0, 9000] }).portDefinitions).toEqual([
      { port: 0, protocol: 'tcp', labels: {} },
      { port: 9000, protocol: 'tcp', labels: {} },
    ]);
    const docker = { image: 'i', network: 'BRIDGE', portMappings: [{ containerPort: 80 }] };
    const old = read({ container: { type: 'DOCKER', docker } });
    expect(old.networks).toEqual([{ mode: 'container/bridge', labels: {} }]);
    expect(old.portDefinitions).toBeUndefined();
    expect(old.container?.portMappings).toEqual([
      { containerPort: 80, hostPort: 0, servicePort: 0, protocol: 'tcp', labels: {}, networkNames: [] },
    ]);
    expect(read({ ipAddress: { networkName: 'n' } })).toMatchObject({
      ...{ networks: [{ mode: 'container', name: 'n' }], container: { type: 'MESOS', portMappings: [{ name: 'default' }] } },
    });
  });

  it('is refused for what does not go together', () => {
    expect(problems({ uris: ['a'], fetch: [{ uri: 'b' }] })).toEqual(['/uris may not be set in conjunction with fetch']);
    expect(problems({ ports: [1], portDefinitions: [{ port: 2 }] })).toEqual([
      '/ cannot specify both ports and port definitions',
    ]);
    expect(problems({ ports: [5, 5] })).toEqual(['/ ports must be unique']);
    expect(problems({ args: ['a'] })).toEqual([
      "/ AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    ]);
    expect(problems({ container: { type: 'DOCKER', docker: { image: 'i' } }, gpus: 1 })).toEqual([
      '/ GPU resources only work with the Mesos containerizer',
    ]);
    expect(problems({ networks: [{ mode: 'host' }, { mode: 'container/bridge' }] })[0]).toMatch(
      /May specify a single host network/,
    );
    expect(problems({ networks: [{}] })).toEqual([
      '/networks Network name must be specified when container network is selected.',
    ]);
    expect(problems({ readinessChecks: [{ portName: 'x', timeoutSeconds: 30 }] })).toEqual([
      '/readinessChecks(0)/portName No port definition reference for portName x',
      '/readinessChecks(0)/timeoutSeconds got 30, expected less than 30',
    ]);
    expect(problems({ unreachableStrategy: { inactiveAfterSeconds: 9, expungeAfterSeconds: 3 } })).toEqual([
      '/unreachableStrategy/inactiveAfterSeconds inactiveAfterSeconds (9) must be less or equal to expungeAfterSeconds, which is 3',
    ]);
    expect(problems({ role: 'other', acceptedResourceRoles: ['x'] })).toHaveLength(2);
  });

  it('is refused for what is not supported, with the reason', () => {
    const volume = { containerPath: 'data', mode: 'RW', persistent: { size: 1 } };
    expect(problems({ container: { type: 'MESOS', volumes: [volume] } })[0]).toMatch(/^\/container\/volumes\(0\)\/persistent /);
    expect(problems({ secrets: { s: { source: 'x' } } })[0]).toMatch(/^\/secrets Feature secrets is not enabled/);
    expect(problems({ env: { A: { secret: 's' } } })[0]).toMatch(/^\/env use of secret-references/);
  });

  it('is changed in what an update names', () => {
    const before = someApp({ instances: 3, labels: { a: 'b' }, portDefinitions: [{ port: 9000 }] });
    const { change } = readAppUpdate({ cmd: 'sleep 2', ports: [0] });
    const after = changedApp(before, change, { group: '/', role: '*' });
    expect(after).toMatchObject({ cmd: 'sleep 2', instances: 3, labels: { a: 'b' }, portDefinitions: [{ port: 0 }] });
  });
});
