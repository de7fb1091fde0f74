import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/cli.js';
import type { MesosCluster } from '../../../src/index.js';
import { LibraryClient } from '../../zookeeper/library-client.js';
import { FakeContext } from '../fake-context.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);
const connect = () => LibraryClient.connect(cluster.zookeeper.connectString);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', agents: 0, zookeeper: true, zookeepers: { state: { credentials: 'me:secret' } } });
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos zk ls', () => {
  it('lists what is below a path, or all of it', async () => {
    const client = await connect();
    for (const path of ['/ls', '/ls/b', '/ls/a', '/ls/a/1']) await client.create(path);
    expect((await cli('zk', 'ls')).stdout.split('\n')).toEqual(expect.arrayContaining(['ls', 'zookeeper']));
    expect((await cli('zk', 'ls', '/ls')).stdout).toBe('a\nb\n');
    expect((await cli('zk', 'ls', '-R', '/ls/')).stdout).toBe('/ls\n/ls/a\n/ls/a/1\n/ls/b\n');
    expect((await cli('zk', 'ls', '/ls', '--json')).stdout).toBe('["a","b"]\n');
    expect(await cli('zk', 'ls', '/ls/b')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('says what is there in place of what is not', async () => {
    const client = await connect();
    await client.create('/near');
    await client.create('/near/by');
    const { code, stderr } = await cli('zk', 'ls', '/near/far/away');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no znode /near/far/away. /near is there, with these znodes: by.');
    expect((await cli('zk', 'ls', 'near')).code).toBe(2);
    expect((await cli('zk', 'ls', '/', '--zookeeper', 'stat')).stderr).toContain(
      'has no ZooKeeper stat. There are: masters, state.',
    );
  });
});

describe('minimesos zk get', () => {
  it('shows text as it is, and anything else in hexadecimal', async () => {
    const client = await connect();
    await client.create('/text', 'Grüße\n\ttwo');
    await client.create('/binary', '\u0000A\u001b[1m');
    await client.create('/nothing');
    expect((await cli('zk', 'get', '/text')).stdout).toBe('Grüße\n\ttwo\n');
    expect((await cli('zk', 'get', '/binary')).stdout).toBe(
      '00000000  00 41 1b 5b 31 6d                                .A.[1m\n',
    );
    expect((await cli('zk', 'get', '/nothing')).stdout).toBe('');
    expect((await cli('zk', 'get', '/nowhere')).code).toBe(1);
  });

  it('shows what ZooKeeper keeps of it', async () => {
    const client = await connect();
    await client.create('/own', 'mine', 'EPHEMERAL');
    await client.setData('/own', 'other');
    const { stdout } = await cli('zk', 'get', '/own', '--stat');
    expect(stdout).toMatch(/^other\ncZxid = 0x[0-9a-f]+\nctime = \d{4}-.*\n/);
    expect(stdout).toMatch(new RegExp(`dataVersion = 1\naclVersion = 0\nephemeralOwner = ${client.session}\ndataLength = 5\n`));
    expect(JSON.parse((await cli('zk', 'get', '/own', '--json')).stdout)).toMatchObject({
      ...{ path: '/own', data: 'other', base64: 'b3RoZXI=' },
      stat: { version: 1, dataLength: 5, ephemeralOwner: client.session },
    });
  });

  it('shows who it is: by the credentials of the description, or those given', async () => {
    const state = cluster.zookeepers['state'];
    const client = await LibraryClient.connect(state?.connectString ?? '');
    client.client.addAuthInfo('digest', Buffer.from('me:secret'));
    await client.create('/mine', 'hidden', 'PERSISTENT', 'CREATOR_ALL_ACL');
    expect((await cli('zk', 'get', '/mine', '--zookeeper', 'state')).stdout).toBe('hidden\n');
    const other = await cli('zk', 'get', '/mine', '--zookeeper', 'state', '--auth', 'you:wrong');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('The znode /mine may not be read.') as string });
  });

  it('gives up on a ZooKeeper that stands still, after a while', async () => {
    await cluster.zookeeper.freeze();
    const { code, stderr } = await cli('zk', 'get', '/', '--timeout', '200ms');
    await cluster.zookeeper.thaw();
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining(`No ZooKeeper answered at ${cluster.zookeeper.connectString} within`),
    ]);
  });
});

describe('minimesos zk watch', () => {
  /** The command while it runs; ended by Ctrl-C. */
  async function watch(...argv: string[]) {
    const context = new FakeContext(['zk', 'watch', ...argv, '--cluster', 'blue'], { cwd: test.cwd });
    const ended = runCli(context);
    await expect.poll(() => context.stderr.text + context.stdout.text).toMatch(/^Watching|"watching"/);
    return {
      context,
      lines: () => context.stdout.text.split('\n').slice(0, -1),
      async end() {
        context.signals.emit('SIGINT', 'SIGINT');
        return ended;
      },
    };
  }

  it('shows what changes below a path, until Ctrl-C', async () => {
    const client = await connect();
    await client.create('/watched', 'one');
    await client.create('/watched/a', 'old');
    await client.create('/beside');
    const { context, lines, end } = await watch('/watched');
    expect(context.stderr.text).toBe('Watching /watched. Ctrl-C ends this.\n');
    const changes = () => lines().map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} {2}/, ''));
    const steps: [() => Promise<unknown>, string[]][] = [
      [() => client.create('/watched/b', 'x'), ['created  /watched/b  x']],
      [() => client.setData('/watched/a', 'new'), ['changed  /watched/a  new']],
      [() => client.create('/watched/b/c', '\u0000'), ['created  /watched/b/c  0x00']],
      [() => client.setData('/beside', 'no'), []],
      [() => client.remove('/watched/b/c'), ['deleted  /watched/b/c']],
      [() => client.setData('/watched', 'two'), ['changed  /watched  two']],
    ];
    const expected: string[] = [];
    for (const [act, seen] of steps) {
      await act();
      expected.push(...seen);
      await expect.poll(changes).toEqual(expected);
    }
    expect(await end()).toBe(130);
  });

  it('waits for what is not there yet, and goes on with another session', async () => {
    const client = await connect();
    const others = new Set((await cluster.zookeeper.sessions()).map(({ id }) => id));
    const { context, lines, end } = await watch('/later');
    expect(context.stderr.text).toBe('Watching /later, which is not there yet. Ctrl-C ends this.\n');
    const last = (what: string) => expect.poll(() => lines().at(-1)).toMatch(new RegExp(`${what}$`));
    await client.create('/later', 'here');
    await last('created  /later  here');
    const [watching] = (await cluster.zookeeper.sessions()).filter(({ id }) => !others.has(id));
    await cluster.zookeeper.expireSession(watching?.id ?? '');
    await client.setData('/later', 'again');
    await last('changed  /later  again');
    await cluster.zookeeper.restart();
    await expect.poll(() => client.remove('/later').then(() => 'gone', String)).toMatch(/gone|NO_NODE/);
    await last('deleted  /later');
    await client.create('/later', 'back');
    await last('created  /later  back');
    expect(await end()).toBe(130);
  });

  it('tells programs a change in each line', async () => {
    const client = await connect();
    const { lines, end } = await watch('/jobs', '--json');
    expect(lines().map((line) => JSON.parse(line))).toEqual([{ what: 'watching', path: '/jobs', there: false }]);
    await client.create('/jobs', 'one');
    await expect

      .poll(() =>
        lines()
          .slice(1)
          .map((line) => JSON.parse(line)),
      )
      .toMatchObject([
        { what: 'created', path: '/jobs', data: 'one', base64: 'b25l', stat: { version: 0 }, at: expect.any(Number) as number },
      ]);
    await client.remove('/jobs');
    await expect.poll(() => JSON.parse(lines().at(-1) ?? '{}')).toMatchObject({ what: 'deleted', path: '/jobs' });
    await end();
  });
});
