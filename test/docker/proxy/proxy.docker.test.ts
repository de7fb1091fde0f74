import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text as allOf } from 'node:stream/consumers';
import Dockerode from 'dockerode';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LABELS } from '../../../src/docker/labels.js';
import { docker, dockerDone, dockerStarted, lackingDocker } from '../real-docker.js';
import { type ProxiedAgent, ProxiedCluster, TASK_IMAGE, tcpServer, udpServer } from './proxied-cluster.js';

const lacking = lackingDocker(TASK_IMAGE);
let cluster: ProxiedCluster;
let other: ProxiedCluster;

beforeAll(async () => {
  if (lacking) return;
  [cluster, other] = await Promise.all([ProxiedCluster.start(2), ProxiedCluster.start(1)]);
});

afterAll(async () => {
  for (const one of [cluster, other]) {
    await one?.remove();
    expect((await one?.left()) ?? []).toEqual([]);
  }
});

beforeEach((context) => context.skip(lacking !== undefined, lacking));

/** The first agent, and one of the same cluster, and one of another. */
const first = () => cluster.agents[0] as ProxiedAgent;
const second = () => cluster.agents[1] as ProxiedAgent;
const stranger = () => other.agents[0] as ProxiedAgent;

/** What a server says before it closes the connection; empty when there is none. */
function said(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host, port, timeout: 1000 }).setEncoding('utf8');
    socket.on('data', (chunk: Buffer | string) => {
      text += chunk.toString();
    });
    socket.on('timeout', () => socket.destroy()).on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

/** What comes back for a datagram, which is sent until something comes. */
async function echoed(host: string, port: number, text: string): Promise<string> {
  const socket = createSocket('udp4');
  let came = '';
  socket.on('message', (message) => {
    came = message.toString();
  });
  try {
    await expect
      .poll(() => {
        socket.send(text, port, host);
        return came;
      })
      .not.toBe('');
    return came;
  } finally {
    socket.close();
  }
}

const run = (agent: ProxiedAgent, options: readonly string[], script: string) =>
  agent.done(['run', '--detach', ...options, TASK_IMAGE, 'node', '--eval', script]);

const state = (container: string) => dockerDone(['inspect', '--format', '{{.State.Status}}', container]);

describe('the address of a task', () => {
  it("is the agent's own in host mode, whatever is asked for that has no meaning there", async () => {
    const options = ['--net', 'host', '--publish', '31000:80', '--dns', '10.0.0.1', '--add-host', 'a:10.0.0.2', '--expose', '99'];
    const id = await run(first(), options, tcpServer(31_000, 'host'));
    const address = await first().address();
    await expect.poll(() => said(address, 31_000)).toBe('host');
    const inspected = JSON.parse(await first().done(['inspect', '--type=container', id]))[0];
    expect(inspected.HostConfig.NetworkMode).toBe('host');
    expect(inspected.NetworkSettings.Networks.host.IPAddress).toBe('');
    expect(inspected.Config.Labels).toMatchObject({
      [LABELS.cluster]: cluster.name,
      [LABELS.role]: 'task',
      [LABELS.member]: first().name,
    });
    await first().done(['rm', '--force', id]);
    expect(await said(address, 31_000)).toBe('');
  });

  it("is one of its own in bridge mode, with its ports at the agent's, by TCP and UDP", async () => {
    const tcp = await run(first(), ['--net', 'bridge', '--publish', '31001:80'], tcpServer(80, 'bridge'));
    const udp = await run(first(), ['--net', 'bridge', '--publish', '31001:81/udp'], udpServer(81));
    const address = await first().address();
    await expect.poll(() => said(address, 31_001)).toBe('bridge');
    expect(await echoed(address, 31_001, 'abc')).toBe('ABC');
    const inspected = JSON.parse(await first().done(['inspect', tcp]))[0];
    expect(inspected.HostConfig.NetworkMode).toBe('bridge');
    expect(inspected.NetworkSettings.Ports['80/tcp']).toEqual([{ HostIp: '0.0.0.0', HostPort: '31001' }]);
    // Where Mesos finds it.
    const own = inspected.NetworkSettings.Networks.bridge.IPAddress;
    expect(own).not.toBe(address);
    expect(inspected.NetworkSettings.IPAddress).toBe(own);
    await expect.poll(() => said(own, 80)).toBe('bridge');
    expect(await first().done(['ps', '--format', '{{.Ports}}'])).toContain('0.0.0.0:31001->80/tcp');
    await first().done(['kill', tcp, udp]);
    expect(await said(address, 31_001)).toBe('');
    await first().done(['rm', tcp, udp]);
  });

  it('is in the network of the cluster for a network that Docker has not, with the aliases that were asked for', async () => {
    const id = await run(first(), ['--net', 'my-net', '--network-alias', 'web'], tcpServer(80, 'mine'));
    const inspected = JSON.parse(await first().done(['inspect', id]))[0];
    expect(inspected.NetworkSettings.Networks['my-net'].IPAddress).toMatch(/^\d+\./);
    const asking = `require('net').connect(80, 'web').on('error', () => process.exit(1)).pipe(process.stdout)`;
    await expect
      .poll(async () => (await second().docker(['run', '--rm', '--net', 'bridge', TASK_IMAGE, 'node', '--eval', asking])).stdout)
      .toBe('mine');
    await first().done(['rm', '--force', id]);
  });

  it('has the same port on two agents', async () => {
    await run(first(), ['--name', `${cluster.name}-one`, '--net', 'bridge', '--publish', '31002:80'], tcpServer(80, 'one'));
    await run(second(), ['--name', `${cluster.name}-two`, '--net', 'bridge', '--publish', '31002:80'], tcpServer(80, 'two'));
    const [one, two] = await Promise.all([first().address(), second().address()]);
    await expect.poll(async () => [await said(one, 31_002), await said(two, 31_002)]).toEqual(['one', 'two']);
    await Promise.all([first().done(['rm', '-f', `${cluster.name}-one`]), second().done(['rm', '-f', `${cluster.name}-two`])]);
  });

  it('can be had by one task at a time, and by the next as soon as that has ended', async () => {
    const options = ['--net', 'bridge', '--publish', '31003:80'];
    const one = await run(first(), options, tcpServer(80, 'one'));
    const two = await first().docker(['run', ...options, TASK_IMAGE, 'true']);
    expect(two.stderr).toContain('Bind for 0.0.0.0:31003 failed: port is already allocated');
    expect(two.code).toBe(125);
    for (const text of ['three', 'four']) {
      const killed = text === 'three' ? one : (await first().done(['ps', '--latest', '--quiet'])).trim();
      await first().done(['kill', killed]);
      await run(first(), options, tcpServer(80, text));
      const address = await first().address();
      await expect.poll(() => said(address, 31_003)).toBe(text);
    }
    await first().done(['rm', '--force', ...(await first().done(['ps', '--all', '--quiet'])).split('\n')]);
  });

  it('has ports that are free where none are named', async () => {
    const id = await run(first(), ['--net', 'bridge', '--publish-all', '--expose', '80'], tcpServer(80, 'any'));
    const [, port] = /:(\d+)$/m.exec(await first().done(['port', id, '80'])) ?? [];
    const address = await first().address();
    await expect.poll(() => said(address, Number(port))).toBe('any');
    await first().done(['restart', '--time', '0', id]);
    await expect.poll(() => said(address, Number(port))).toBe('any');
    await first().done(['rm', '--force', id]);
  });

  it('is none where none is asked for', async () => {
    const script = `process.stdout.write(Object.keys(require('os').networkInterfaces()).join())`;
    expect(await first().done(['run', '--rm', '--net', 'none', TASK_IMAGE, 'node', '--eval', script])).toBe('lo');
  });

  it('lasts when the agent dies, and ports come back with the proxy', async () => {
    const agent = await cluster.add();
    const process = [
      'run',
      '--detach',
      '--name',
      `${agent.name}-process`,
      '--net',
      `container:${agent.name}`,
      '--label',
      `${LABELS.cluster}=${cluster.name}`,
    ];
    await dockerDone([...process, TASK_IMAGE, 'sleep', '1000']);
    await run(agent, ['--net', 'host'], tcpServer(31_004, 'host'));
    await run(agent, ['--net', 'bridge', '--publish', '31005:80', '--publish', '31006:80'], tcpServer(80, 'bridge'));
    await dockerDone(['kill', `${agent.name}-process`]);
    const address = await agent.address();
    await expect.poll(async () => [await said(address, 31_004), await said(address, 31_005)]).toEqual(['host', 'bridge']);
    await dockerDone(['restart', '--time', '5', agent.name]);
    const again = await agent.address();
    await expect.poll(async () => [await said(again, 31_005), await said(again, 31_006)]).toEqual(['bridge', 'bridge']);
  });
});

describe('what comes and goes', () => {
  it('has its streams apart, its input with an end, and its exit code', async () => {
    const script = 'cat; echo complaint >&2; exit 3';
    const ran = await first().docker(['run', '--rm', '--interactive', '--net', 'host', TASK_IMAGE, 'sh', '-c', script], 'input');
    expect(ran).toEqual({ code: 3, stdout: 'input', stderr: 'complaint\n' });
  });

  it('is passed whole, however much it is', async () => {
    const input = Buffer.alloc(30_000_000, 'minimesos');
    const ran = await first().docker(['run', '--rm', '--interactive', '--net', 'bridge', TASK_IMAGE, 'cat'], input);
    expect(ran.stdout.length).toBe(input.length);
  });

  it('is executed in a container, followed, waited for and attached to', async () => {
    const id = await first().done([
      'run',
      '--detach',
      '--interactive',
      '--net',
      'host',
      TASK_IMAGE,
      'sh',
      '-c',
      'echo begins; read line; echo $line; read line; exit 5',
    ]);
    expect(await first().done(['exec', '--interactive', id, 'cat'], 'executed')).toBe('executed');
    expect((await first().docker(['exec', id, 'sh', '-c', 'exit 4'])).code).toBe(4);
    const follower = dockerStarted(['-H', `unix://${first().socket}`, 'logs', '--follow', id]);
    let followed = '';
    follower.stdout.setEncoding('utf8').on('data', (text: string) => {
      followed += text;
    });
    await expect.poll(() => followed).toBe('begins\n');
    const waited = first().done(['wait', id]);
    const attached = dockerStarted(['-H', `unix://${first().socket}`, 'attach', id]);
    let told = '';
    attached.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    attached.stdin.write('the end\n');
    await expect.poll(() => told).toBe('the end\n');
    attached.stdin.end('\n');
    expect(await waited).toBe('5');
    await expect.poll(() => followed).toBe('begins\nthe end\n');
    await expect.poll(() => follower.exitCode).toBe(0);
    await first().done(['rm', id]);
  });

  it('ends at the engine when who asked for it goes away', async () => {
    const id = await run(first(), ['--net', 'host'], 'setInterval(() => console.log("."), 10)');
    const follower = dockerStarted(['-H', `unix://${first().socket}`, 'logs', '--follow', id]);
    await new Promise((resolve) => follower.stdout.once('data', resolve));
    follower.kill('SIGKILL');
    await first().done(['kill', id]);
    expect(await first().done(['inspect', '--format', '{{.State.Running}}', id])).toBe('false');
    await first().done(['rm', id]);
  });

  it('is the same for who speaks the API itself, with and without a change of the protocol', async () => {
    const client = new Dockerode({ socketPath: first().socket });
    const created = await client.createContainer({
      Image: TASK_IMAGE,
      Cmd: ['cat'],
      OpenStdin: true,
      StdinOnce: true,
      Labels: { 'minimesos.agent': '/w' },
      HostConfig: { NetworkMode: 'host' },
    });
    const whole = async (stream: NodeJS.ReadableStream) => {
      const output = new PassThrough();
      client.modem.demuxStream(stream, output, output);
      stream.on('end', () => output.end());
      return await allOf(output);
    };
    const attached = await created.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    await created.start();
    const filters = { label: ['minimesos.agent=/w'] };
    expect((await client.listContainers({ filters })).map(({ Id }) => Id)).toEqual([created.id]);
    for (const hijack of [true, false]) {
      const exec = await created.exec({ Cmd: ['sh', '-c', 'echo ran; exit 3'], AttachStdout: true });
      expect(await whole(await exec.start({ hijack, stdin: false }))).toBe('ran\n');
      expect((await exec.inspect()).ExitCode).toBe(3);
    }
    attached.end('input');
    expect(await whole(attached)).toBe('input');
    expect(await created.wait()).toMatchObject({ StatusCode: 0 });
    await created.remove();
  });

  it('is an event of this agent only', async () => {
    const watcher = dockerStarted(['-H', `unix://${first().socket}`, 'events', '--format', '{{.Action}} {{.Actor.ID}}']);
    let events = '';
    watcher.stdout.setEncoding('utf8').on('data', (text: string) => {
      events += text;
    });
    // Until it watches, nothing is told.
    await expect
      .poll(async () => {
        await first().done(['run', '--rm', TASK_IMAGE, 'true']);
        return events;
      })
      .toMatch(/^start /m);
    const theirs = await second().done(['run', '--detach', TASK_IMAGE, 'true']);
    const mine = await first().done(['run', '--detach', TASK_IMAGE, 'true']);
    await expect.poll(() => events).toContain(`die ${mine}`);
    expect(events).not.toContain(theirs);
    watcher.kill();
    await Promise.all([first().done(['rm', '--force', mine]), second().done(['rm', '--force', theirs])]);
  });
});

describe('what belongs to others', () => {
  it("is not there: the cluster's own containers, those of other agents and clusters", async () => {
    const theirs = await run(second(), ['--net', 'host'], 'setInterval(() => {}, 1000)');
    const foreign = await run(stranger(), ['--net', 'host'], 'setInterval(() => {}, 1000)');
    for (const id of [theirs, foreign, first().name, theirs.slice(0, 12)]) {
      for (const words of [
        ...[
          ['kill', id],
          ['rm', '--force', id],
          ['stop', id],
          ['logs', id],
          ['exec', id, 'true'],
          ['attach', id],
          ['wait', id],
        ],
        ...[
          ['inspect', '--type=container', id],
          ['cp', `${id}:/etc/passwd`, '-'],
          ['top', id],
          ['rename', id, 'other'],
          ['pause', id],
        ],
        ...[
          ['run', '--net', `container:${id}`, TASK_IMAGE, 'true'],
          ['run', '--volumes-from', id, TASK_IMAGE, 'true'],
        ],
      ]) {
        const { code, stderr } = await first().docker(words);
        expect([words, code, stderr]).toEqual([words, expect.any(Number), expect.stringContaining('No such container')]);
        // Who removes by force is content when there is nothing.
        if (words[0] !== 'rm') expect(code).not.toBe(0);
      }
    }
    expect(await first().done(['ps', '--all', '--quiet'])).toBe('');
    await first().done(['container', 'prune', '--force']);
    expect([await state(theirs), await state(foreign), await state(first().name)]).toEqual(['running', 'running', 'running']);
    await Promise.all([second().done(['rm', '--force', theirs]), stranger().done(['rm', '--force', foreign])]);
  });

  it('is not pruned, whatever filters a form has', async () => {
    // By a label of its own: a proxy that passed the form on would prune this one, and none of the user.
    const label = `pruned=${cluster.name}`;
    const users = await dockerDone(['create', '--label', label, TASK_IMAGE, 'true']);
    try {
      const form = new URLSearchParams({ filters: JSON.stringify({ label: [label] }) }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const asked = request({ socketPath: first().socket, method: 'POST', path: '/containers/prune', headers });
      asked.end(form);
      const [response] = await once(asked, 'response');
      expect(JSON.parse(await allOf(response))).toMatchObject({ ContainersDeleted: null });
      expect(await state(users)).toBe('created');
    } finally {
      await docker(['rm', users]);
    }
  });

  it('is not changed: networks, volumes, images', async () => {
    for (const words of [
      ...[
        ['network', 'create', 'n'],
        ['network', 'rm', cluster.name],
        ['network', 'connect', cluster.name, first().name],
      ],
      ...[
        ['volume', 'create', 'v'],
        ['volume', 'prune', '--force'],
        ['rmi', TASK_IMAGE],
        ['tag', TASK_IMAGE, 'other:1'],
      ],
      ...[
        ['image', 'prune', '--force'],
        ['swarm', 'init'],
        ['import', '-', 'other:1'],
      ],
    ]) {
      const { code, stderr } = await first().docker(words);
      expect([words, code !== 0, stderr]).toEqual([words, true, expect.stringContaining('minimesos: ')]);
    }
    expect(await first().done(['network', 'ls', '--format', '{{.Name}}'])).toContain(cluster.name);
    expect(await first().done(['image', 'inspect', '--format', '{{.Os}}', TASK_IMAGE])).toBe('linux');
  });
});

describe('images', () => {
  it('are pulled without any registry when the engine has them, and only then', async () => {
    const name = `minimesos-local-${cluster.name}:1`;
    await dockerDone(['tag', TASK_IMAGE, name]);
    expect(await first().done(['pull', name])).toContain('the engine has it');
    expect(await first().done(['run', '--rm', '--net', 'host', name, 'echo', 'local'])).toBe('local');
    await dockerDone(['rmi', name]);
    const { code, stderr } = await first().docker(['run', '--rm', name, 'true']);
    expect([code, stderr]).toEqual([125, expect.stringContaining('Error response from daemon')]);
  });
});

describe('volumes', () => {
  it('are those of this cluster, and go with it, unless the user has one of this name', async () => {
    const users = `${cluster.name}-users`;
    await dockerDone(['volume', 'create', users]);
    const write = (agent: ProxiedAgent, volume: string, text: string) =>
      agent.done(['run', '--rm', '--volume', `${volume}:/v`, TASK_IMAGE, 'sh', '-c', `echo ${text} >> /v/file; cat /v/file`]);
    try {
      expect(await write(first(), 'data', 'one')).toBe('one');
      expect(await write(second(), 'data', 'two')).toBe('one\ntwo');
      expect(await write(stranger(), 'data', 'three')).toBe('three');
      await write(first(), users, 'one');
      expect(await write(stranger(), users, 'two')).toBe('one\ntwo');
      const mount = ['run', '--rm', '--mount', 'type=volume,source=data,target=/v', TASK_IMAGE, 'cat', '/v/file'];
      expect(await first().done(mount)).toBe('one\ntwo');
      const filter = ['--filter', `label=${LABELS.cluster}=${cluster.name}`];
      expect(await dockerDone(['volume', 'ls', '--quiet', ...filter])).toBe(`${cluster.name}.data`);
    } finally {
      await docker(['volume', 'rm', users]);
    }
  });

  it('without a name go with their container', async () => {
    const before = await dockerDone(['volume', 'ls', '--quiet', '--filter', 'dangling=true']);
    const id = await first().done(['create', '--volume', '/v', TASK_IMAGE, 'true']);
    const names = JSON.parse(await first().done(['inspect', id]))[0].Mounts.map(({ Name }: { Name: string }) => Name);
    expect(names).toHaveLength(1);
    await first().done(['rm', id]);
    expect((await dockerDone(['volume', 'ls', '--quiet'])).split('\n')).not.toContain(names[0]);
    expect(before).not.toContain(names[0]);
  });
});

describe("the agent's files", () => {
  it('are found by the engine, in a directory or a volume, through symbolic links', async () => {
    const volume = `${cluster.name}-work`;
    const label = ['--label', `${LABELS.cluster}=${cluster.name}`];
    await dockerDone(['volume', 'create', ...label, volume]);
    const write = 'mkdir -p /w/slaves/s /w/links; echo sandbox > /w/slaves/s/file; ln -s /var/lib/mesos/slaves/s /w/links/c';
    await dockerDone(['run', '--rm', '--volume', `${volume}:/w`, TASK_IMAGE, 'sh', '-c', write]);
    const paths = [
      { path: '/var/lib/mesos', volume },
      { path: '/var/lib/mesos/shared', source: '/usr/share' },
    ];
    const agent = await cluster.add(paths, [`${volume}:/var/lib/mesos:ro`]);
    const read = (bind: string, file: string) =>
      agent.done([
        'run',
        '--rm',
        '--net',
        'host',
        '--volume',
        `${bind}:/mnt/mesos/sandbox`,
        TASK_IMAGE,
        'ls',
        `/mnt/mesos/sandbox/${file}`,
      ]);
    expect(await read('/var/lib/mesos/slaves/s', 'file')).toBe('/mnt/mesos/sandbox/file');
    expect(await read('/var/lib/mesos/links/c', 'file')).toBe('/mnt/mesos/sandbox/file');
    expect(await read('/var/lib/mesos/slaves/../slaves/s', 'file')).toBe('/mnt/mesos/sandbox/file');
    expect(await read('/var/lib/mesos/shared', '')).not.toBe('');
    const mount = `type=bind,source=/var/lib/mesos/slaves/s,target=/s`;
    expect(await agent.done(['run', '--rm', '--mount', mount, TASK_IMAGE, 'cat', '/s/file'])).toBe('sandbox');
  });
});

describe('a proxy', () => {
  it('says that it is healthy, and what went wrong', async () => {
    const script = `require('http').get({ socketPath: '/run/minimesos/docker.sock', path: '/_minimesos/health' }, (r) => r.pipe(process.stdout))`;
    const health = JSON.parse(await dockerDone(['exec', first().name, 'node', '--eval', script]));
    expect(health).toMatchObject({ healthy: true, engine: expect.any(String) });
    await first().docker(['network', 'create', 'n']);
    expect((await docker(['logs', first().name])).stderr).toContain('POST /networks/create: minimesos: ');
  });
});
