import { describe, expect, it } from 'vitest';
import { taskInfoOf } from '../../../src/marathon/scheduler/task-info.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { someApp, someOffer } from '../some-app.js';

const task = (app: object, hostPorts: (number | undefined)[] = []) =>
  taskInfoOf(
    someApp(app),
    'a.instance-1._app.1',
    someOffer(),
    { resources: Resources.of(someOffer().resources), hostPorts },
    seededRandom(1),
  );
const variables = (app: object, hostPorts: (number | undefined)[]) =>
  Object.fromEntries((task(app, hostPorts).command?.environment?.variables ?? []).map(({ name, value }) => [name, value]));

describe('a task', () => {
  it('is told of itself, its ports and its host', () => {
    const portDefinitions = [{ port: 0, name: 'web' }, { port: 8080 }];
    const app = { id: '/a/b', portDefinitions, labels: { 'my-tier': 'db' }, env: { HOST: 'mine' }, cpus: 0.5 };
    expect(variables(app, [31_000, 31_001])).toEqual({
      ...{ MESOS_TASK_ID: 'a.instance-1._app.1', MARATHON_APP_ID: '/a/b', MARATHON_APP_VERSION: '2026-01-01T00:00:00.000Z' },
      ...{ MARATHON_APP_RESOURCE_CPUS: '0.5', MARATHON_APP_RESOURCE_MEM: '128.0', MARATHON_APP_RESOURCE_DISK: '0.0' },
      ...{ MARATHON_APP_RESOURCE_GPUS: '0', MARATHON_APP_ENFORCE_GROUP_ROLE: 'FALSE' },
      ...{ MARATHON_APP_LABELS: 'MY_TIER', MARATHON_APP_LABEL_MY_TIER: 'db', HOST: 'mine' },
      ...{ PORT: '31000', PORTS: '31000,31001', PORT0: '31000', PORT1: '31001' },
      ...{ PORT_31000: '31000', PORT_WEB: '31000', PORT_8080: '31001' },
    });
  });

  it('is found by the names and ports of its app', () => {
    const app = { id: '/a/b', portDefinitions: [{ port: 0, name: 'web', protocol: 'udp,tcp', labels: { VIP_0: '/v:80' } }] };
    const { name, discovery } = task(app, [31_005]);
    const labels = { labels: [{ key: 'VIP_0', value: '/v:80' }] };
    expect({ name, discovery }).toEqual({
      name: 'b.a',
      discovery: {
        ...{ visibility: 'FRAMEWORK', name: 'b.a' },
        ports: { ports: ['udp', 'tcp'].map((protocol) => ({ number: 31_005, name: 'web', protocol, labels })) },
      },
    });
  });

  it('has the command, or the arguments, of its app', () => {
    expect(task({}).command).toMatchObject({ value: 'sleep 10' });
    expect(task({ cmd: null, args: ['sleep', '1'] }).command).toMatchObject({
      shell: false,
      value: 'sleep',
      arguments: ['sleep', '1'],
    });
    const fetched = task({ uris: ['http://a/b.tgz', 'http://a/c.txt'], user: 'me', taskKillGracePeriodSeconds: 3 });
    expect(fetched.command).toMatchObject({ user: 'me', uris: [{ value: 'http://a/b.tgz', extract: true }, { extract: false }] });
    expect(fetched.kill_policy).toEqual({ grace_period: { nanoseconds: 3e9 } });
  });

  it('has the container of its app', () => {
    const portMappings = [{ containerPort: 80, hostPort: 0 }, { containerPort: 0 }];
    const docker = { image: 'nginx', network: 'BRIDGE', portMappings, parameters: [{ key: 'hostname', value: 'h' }] };
    const volumes = [{ containerPath: '/c', hostPath: '/h', mode: 'RO' }];
    const app = { cmd: null, container: { type: 'DOCKER', docker, volumes } };
    expect(task(app, [31_000, 31_001]).container).toEqual({
      type: 'DOCKER',
      docker: {
        ...{ image: 'nginx', privileged: false, force_pull_image: false, network: 'BRIDGE' },
        port_mappings: [
          { host_port: 31_000, container_port: 80, protocol: 'tcp' },
          { host_port: 31_001, container_port: 31_001, protocol: 'tcp' },
        ],
        parameters: [
          { key: 'hostname', value: 'h' },
          { key: 'label', value: 'MESOS_TASK_ID=a.instance-1._app.1' },
        ],
      },
      volumes: [{ container_path: '/c', host_path: '/h', mode: 'RO' }],
    });
    expect(variables(app, [31_000, 31_001])).toMatchObject({ PORT_80: '31000', MARATHON_APP_DOCKER_IMAGE: 'nginx' });
    const mesos = { container: { type: 'MESOS', docker: { image: 'alpine' } }, networks: [{ name: 'cni' }] };
    expect(task(mesos, [undefined]).container).toMatchObject({
      ...{ type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'alpine' }, cached: true } } },
      network_infos: [{ name: 'cni' }],
    });
  });

  it('has the checks that its agent is to make', () => {
    const check = { protocol: 'MESOS_HTTP', path: '/h', delaySeconds: 1, portIndex: 0 };
    expect(task({ healthChecks: [check] }, [31_007]).health_check).toMatchObject({
      ...{ type: 'HTTP', http: { port: 31_007, scheme: 'http', path: '/h' }, delay_seconds: 1, consecutive_failures: 3 },
    });
    expect(task({ healthChecks: [{ protocol: 'HTTP' }] }, [31_007]).health_check).toBeUndefined();
    expect(task({ check: { exec: { command: { shell: 'true' } } } }).check).toMatchObject({ type: 'COMMAND' });
  });
});
