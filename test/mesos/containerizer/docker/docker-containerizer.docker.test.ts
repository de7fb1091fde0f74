import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../../src/mesos/process/pid.js';
import { request } from '../../master/http-client.js';
import { resources } from '../../master/master-fixture.js';
import { containersWith, DockerFixture, docker, dockerTask, IMAGE } from './docker-fixture.js';

describe('a task in a container of Docker', () => {
  it('runs, writes into its sandbox, and tells how it ended', async () => {
    const fixture = await DockerFixture.start();
    const { stdout, stderr, ...end } = await fixture.run('echo out; echo err >&2; echo file > $MESOS_SANDBOX/file; exit 7');
    expect(end).toEqual({ state: 'TASK_FAILED', message: 'Container exited with status 7' });
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(await fixture.file('t1', 'file')).toBe('file\n');
    expect(fixture.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FAILED']);
    expect(await fixture.run('true')).toMatchObject({ state: 'TASK_FINISHED', message: 'Container exited with status 0' });
  });

  it('finds the variables of Mesos in its environment, and those of its command, and no others', async () => {
    const fixture = await DockerFixture.start();
    const command = { value: 'env; pwd; mount | grep sandbox', environment: { variables: [{ name: 'MINE', value: 'a b' }] } };
    const id = await fixture.launch(dockerTask(command));
    const running = await fixture.status(id, 'TASK_RUNNING');
    await fixture.end(id);
    const lines = (await fixture.file(id, 'stdout')).split('\n');
    const variables = lines.filter((line) => /^(MESOS|LIBPROCESS|MINE|PATH)/.test(line)).sort();
    const containerId = running.container_status?.container_id?.value;
    expect(variables).toEqual([
      'MESOS_ALLOCATION_ROLE=*',
      `MESOS_CONTAINER_NAME=mesos-${containerId}`,
      'MESOS_SANDBOX=/mnt/mesos/sandbox',
      'MINE=a b',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ]);
    expect(lines.at(-2)).toContain('/mnt/mesos/sandbox');
  });

  it('is inspected when it runs: the data of the first TASK_RUNNING shows it, and its status the address', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }, { network: 'BRIDGE' }));
    const { data = '', container_status } = await fixture.status(id, 'TASK_RUNNING');
    const [inspected] = JSON.parse(Buffer.from(data, 'base64').toString());
    expect(inspected.Name).toBe(`/mesos-${container_status?.container_id?.value}`);
    const ip = inspected.NetworkSettings.IPAddress;
    expect(container_status?.network_infos).toEqual([{ ip_addresses: [{ protocol: 'IPv4', ip_address: ip }] }]);
    expect(inspected.Config.Labels).toMatchObject({ 'minimesos.cluster': fixture.cluster.name, 'minimesos.task': id });
  });

  it('has the command of the image, or arguments for it', async () => {
    const fixture = await DockerFixture.start();
    const own = await fixture.launch(dockerTask({ shell: false }));
    expect(await fixture.end(own)).toMatchObject({ state: 'TASK_FINISHED' });
    const given = await fixture.launch(dockerTask({ shell: false, value: 'echo', arguments: ['a  b', '$HOME'] }));
    await fixture.end(given);
    expect(await fixture.file(given, 'stdout')).toBe('a  b $HOME\n');
    const entrypoint = await fixture.launch(
      dockerTask({ shell: false, arguments: ['-c', 'echo $0'] }, { parameters: [{ key: 'entrypoint', value: '/bin/sh' }] }),
    );
    await fixture.end(entrypoint);
    expect(await fixture.file(entrypoint, 'stdout')).toBe('/bin/sh\n');
  });

  it('is stopped by its signal, and killed when that does not help', async () => {
    const fixture = await DockerFixture.start();
    const obedient = await fixture.launch(
      dockerTask({ value: "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done" }),
    );
    await fixture.status(obedient, 'TASK_RUNNING');
    await expect.poll(() => fixture.file(obedient, 'stdout')).toBe('ready\n');
    await fixture.framework.kill(obedient);
    expect(await fixture.end(obedient)).toMatchObject({ state: 'TASK_KILLED', message: 'Container exited with status 3' });
    expect(await fixture.file(obedient, 'stdout')).toBe('ready\nbye\n');
    const kill_policy = { grace_period: { nanoseconds: 200e6 } };
    const deaf = await fixture.launch({ ...dockerTask({ value: 'echo ready; exec sleep 1000' }), kill_policy });
    await fixture.status(deaf, 'TASK_RUNNING');
    // The engine calls a container running while runc is still about to become its command, and that is not deaf: SIGTERM ends it, with status 2.
    await expect.poll(() => fixture.file(deaf, 'stdout')).toBe('ready\n');
    await fixture.framework.kill(deaf);
    expect(await fixture.end(deaf)).toMatchObject({ state: 'TASK_KILLED', message: 'Container exited with status 137' });
  });

  it('is killed when its completion takes too long', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch({
      ...dockerTask({ value: 'sleep 1000' }),
      max_completion_time: { nanoseconds: 500e6 },
    });
    expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_MAX_COMPLETION_TIME_REACHED' });
  });

  it('is killed by the kernel when it takes more memory than it was given', async () => {
    const fixture = await DockerFixture.start();
    const command = { value: 'tail /dev/zero' };
    const id = await fixture.launch(dockerTask(command), { given: resources({ cpus: 0.5, mem: 32 }) });
    expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', message: 'Container exited with status 137' });
  });

  it('gets what is to be fetched before it starts', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'minimesos-fetched-'));
    writeFileSync(join(directory, 'greeting'), 'hello');
    const fixture = await DockerFixture.start();
    const uris = [{ value: join(directory, 'greeting') }];
    const id = await fixture.launch(dockerTask({ value: 'cat $MESOS_SANDBOX/greeting', uris }));
    await fixture.end(id);
    expect(await fixture.file(id, 'stdout')).toBe('hello');
    rmSync(directory, { recursive: true });
  });

  it('runs beside tasks that are processes', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch({ command: { value: 'echo $MESOS_SANDBOX' } });
    expect(await fixture.end(id)).toMatchObject({ message: 'Command exited with status 0' });
    expect(await fixture.file(id, 'stdout')).toContain('/runs/');
    expect((await fixture.run('echo $MESOS_SANDBOX')).stdout).toBe('/mnt/mesos/sandbox\n');
  });
});

describe('the network of a container', () => {
  const SERVE = 'mkdir /www; echo hi > /www/index.html; exec httpd -f -h /www -p';

  it('HOST: it listens on the machine', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch((ports) => dockerTask({ value: `${SERVE} 127.0.0.1:${ports[0]}` }), { ports: 1 });
    await expectAnswer(fixture, id);
  });

  it('BRIDGE: a port of the agent leads to it, at the address that Mesos reports for the agent', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(
      ([port = 0]) =>
        dockerTask({ value: `${SERVE} 80` }, { network: 'BRIDGE', port_mappings: [{ host_port: port, container_port: 80 }] }),
      { ports: 1 },
    );
    await expectAnswer(fixture, id);
  });

  it('BRIDGE: a port that was not offered is refused', async () => {
    const fixture = await DockerFixture.start();
    const port_mappings = [{ host_port: 80, container_port: 80 }];
    const id = await fixture.launch(dockerTask({ value: 'true' }, { network: 'BRIDGE', port_mappings }), { ports: 1 });
    const message = 'Failed to create docker run options: Port [80] not included in resources';
    expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', message });
  });

  it('NONE: there is nothing but loopback', async () => {
    const fixture = await DockerFixture.start();
    expect((await fixture.run('ls /sys/class/net', { network: 'NONE' })).stdout).toBe('lo\n');
  });

  it('USER: it is in the named network, under its alias', async () => {
    const fixture = await DockerFixture.start();
    const name = `${fixture.cluster.name}-net`;
    await docker('network', 'create', name);
    try {
      const id = await fixture.launch({
        command: { value: 'sleep 1000' },
        container: {
          type: 'DOCKER',
          docker: { image: IMAGE, network: 'USER', parameters: [{ key: 'net-alias', value: 'me' }] },
          network_infos: [{ name }],
          hostname: 'myself',
        },
      });
      const { container_status } = await fixture.status(id, 'TASK_RUNNING');
      const containerName = `mesos-${container_status?.container_id?.value}`;
      const [inspected] = JSON.parse(await docker('inspect', containerName));
      expect(inspected.NetworkSettings.Networks[name].Aliases).toContain('me');
      expect(inspected.Config.Hostname).toBe('myself');
      expect(container_status?.network_infos?.[0]).toMatchObject({
        name,
        ip_addresses: [{ ip_address: inspected.NetworkSettings.Networks[name].IPAddress }],
      });
      await fixture.cluster.destroy();
    } finally {
      await docker('network', 'rm', name);
    }
  });

  async function expectAnswer(fixture: DockerFixture, id: string): Promise<void> {
    await fixture.status(id, 'TASK_RUNNING');
    const address = await addressOf(fixture, id);
    await expect.poll(() => request(address, 'GET', '/').then(({ body }) => body, String)).toBe('hi\n');
  }

  async function addressOf({ cluster }: DockerFixture, id: string): Promise<Address> {
    const { frameworks, slaves } = await cluster.state();
    const task = frameworks.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
    const agent = slaves.find((each) => each.id === task?.slave_id);
    return { ip: agent?.hostname ?? '', port: Number(/\d+/.exec(String(task?.resources['ports']))?.[0]) };
  }
});

describe('what a container is made of', () => {
  it('has parameters of docker run, and volumes', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'minimesos-volume-'));
    mkdirSync(join(directory, 'data'));
    writeFileSync(join(directory, 'data/file'), 'content');
    const fixture = await DockerFixture.start();
    const parameters = [
      { key: 'env', value: 'FROM=parameter' },
      { key: 'workdir', value: '/tmp' },
      { key: 'add-host', value: 'elsewhere:10.1.2.3' },
      { key: 'tmpfs', value: '/scratch:size=1m' },
      { key: 'ulimit', value: 'nofile=100:200' },
      { key: 'label', value: 'mine=yes' },
      { key: 'user', value: '12345' },
      { key: 'shm-size', value: '1m' },
      { key: 'rm', value: 'true' },
    ];
    const volumes = [
      { host_path: join(directory, 'data'), container_path: '/data', mode: 'RO' as const },
      { host_path: 'inside', container_path: '/inside', mode: 'RW' as const },
    ];
    const command =
      'echo $FROM; pwd; grep -o 10.1.2.3 /etc/hosts; ulimit -Sn; ulimit -Hn; id -u; df -k /scratch | tail -1 | xargs | cut -d" " -f2; ' +
      'cat /data/file; touch /data/other 2> /dev/null || echo refused; ls -d /inside';
    const { stdout } = await fixture.run(command, { parameters, network: 'BRIDGE' }, { volumes });
    expect(stdout.split('\n')).toEqual([
      'parameter',
      '/tmp',
      '10.1.2.3',
      '100',
      '200',
      '12345',
      '1024',
      'contentrefused',
      '/inside',
      '',
    ]);
    rmSync(directory, { recursive: true });
  });

  it('is refused with a parameter that does not exist', async () => {
    const fixture = await DockerFixture.start();
    const { state, message } = await fixture.run('true', { parameters: [{ key: 'volum', value: '/x' }] });
    expect({ state, message }).toEqual({
      state: 'TASK_FAILED',
      message:
        "Failed to create docker run options: Unknown parameter 'volum': no option of docker run that minimesos knows; " +
        "did you mean 'volume'?",
    });
  });

  it('has a share of the processors, and with --cgroups_enable_cfs no more than that', async () => {
    const fixture = await DockerFixture.start({ agents: [{ flags: { cgroups_enable_cfs: 'true' } }] });
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }), { given: resources({ cpus: 0.5, mem: 64 }) });
    const { container_status } = await fixture.status(id, 'TASK_RUNNING');
    const [{ HostConfig }] = JSON.parse(await docker('inspect', `mesos-${container_status?.container_id?.value}`));
    expect(HostConfig).toMatchObject({ CpuShares: 512, CpuQuota: 50_000, Memory: 64 * 2 ** 20 });
  });

  it('is of an image that is not there, nor can be pulled: the launch fails in the words of Mesos', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ value: 'true' }, { image: 'localhost:1/no/such:image' }));
    const { state, message, reason } = await fixture.end(id);
    expect({ state, reason }).toEqual({ state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LAUNCH_FAILED' });
    expect(message).toMatch(
      /^Failed to launch container: Failed to run 'docker -H unix:.* pull localhost:1\/no\/such:image': exited with status 1; stderr='Error response from daemon: /,
    );
  });

  it('cannot be run: the status is that of docker run, and its sandbox tells why', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ shell: false, value: '/no/such/program' }));
    expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', message: 'Container exited with status 127' });
    expect(await fixture.file(id, 'stderr')).toMatch(/^docker: Error response from daemon: .*no such file or directory/);
    expect(fixture.states(id)).toEqual(['TASK_STARTING', 'TASK_FAILED']);
  });
});

describe('the health of a container', () => {
  it.each(['HEALTHY', 'UNHEALTHY'])('is looked at by a command within it: %s', async (which) => {
    const fixture = await DockerFixture.start();
    const value = which === 'HEALTHY' ? 'test -e /here' : 'test -e /nowhere';
    const id = await fixture.launch({
      ...dockerTask({ value: 'touch /here; exec sleep 1000' }),
      health_check: { type: 'COMMAND', command: { value }, delay_seconds: 0, interval_seconds: 0.1, grace_period_seconds: 0 },
      kill_policy: { grace_period: { nanoseconds: 0 } },
    });
    if (which === 'HEALTHY') await fixture.status(id, 'TASK_RUNNING', ({ healthy }) => healthy === true);
    else expect(await fixture.end(id)).toMatchObject({ state: 'TASK_KILLED' });
  });

  it.each(['HOST', 'BRIDGE'] as const)('is looked at by HTTP and TCP, network %s', async (network) => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(
      ([port = 0]) => ({
        ...dockerTask({ value: `mkdir /www; echo hi > /www/index.html; exec httpd -f -h /www -p ${port}` }, { network }),
        health_check: { type: 'HTTP', http: { port, path: '/index.html' }, delay_seconds: 0, interval_seconds: 0.1 },
        check: { type: 'TCP', tcp: { port }, delay_seconds: 0, interval_seconds: 0.1 },
      }),
      { ports: 1 },
    );
    const { container_status } = await fixture.status(
      id,
      'TASK_RUNNING',
      ({ healthy, check_status }) => healthy === true && check_status?.tcp?.succeeded === true,
    );
    expect(container_status?.network_infos).toHaveLength(1);
  });
});

describe('what users see of a container', () => {
  it('uses what the engine says', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }));
    await fixture.status(id, 'TASK_RUNNING');
    const { hostname: ip, port } = new URL(fixture.cluster.agents[0]?.url ?? '');
    const { body } = await request({ ip, port: Number(port) }, 'GET', '/containers');
    const [{ statistics }] = JSON.parse(body);
    expect(statistics).toMatchObject({ mem_rss_bytes: expect.any(Number), cpus_user_time_secs: expect.any(Number) });
  });

  it('is paused and goes on, and its executor can be killed', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ value: 'sleep 1000' }));
    const { container_status } = await fixture.status(id, 'TASK_RUNNING');
    const name = `mesos-${container_status?.container_id?.value}`;
    const status = async () => docker('inspect', '--format', '{{.State.Status}}', name);
    await fixture.cluster.faults.pauseTask(id);
    await expect.poll(status).toBe('paused');
    await fixture.cluster.faults.resumeTask(id);
    await expect.poll(status).toBe('running');
    await fixture.cluster.faults.killExecutor({ task: id });
    expect(await fixture.end(id)).toMatchObject({ state: 'TASK_FAILED', reason: 'REASON_EXECUTOR_TERMINATED' });
    await expect.poll(status).toBe('exited');
  });

  it('is removed from the engine a while after its end', async () => {
    const fixture = await DockerFixture.start();
    const id = await fixture.launch(dockerTask({ value: 'true' }));
    await fixture.end(id);
    expect(await containersWith(`minimesos.cluster=${fixture.cluster.name}`)).toHaveLength(1);
    await fixture.cluster.clock.advance('2mins');
    await expect.poll(() => containersWith(`minimesos.cluster=${fixture.cluster.name}`)).toEqual([]);
  });
});
