import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', agents: [{ resources: 'cpus:2;mem:64;disk:10' }], reaction: 'immediate' });
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos agent', () => {
  it('add adds one, as described', async () => {
    const { code, stdout } = await cli(
      'agent',
      'add',
      '--resources',
      'cpus:3;mem:32;disk:5',
      '--attributes',
      'rack:b',
      '--flag',
      'hostname=other',
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Agent 1 was added: \S+-S1 at http:\/\/127\.0\.0\.1:\d+\n$/)]);
    expect((await cluster.state()).slaves.find(({ hostname }) => hostname === 'other')).toMatchObject({
      resources: { cpus: 3 },
      attributes: { rack: 'b' },
    });
  });

  it('add says what is wrong with the description', async () => {
    const { code, stderr } = await cli('agent', 'add', '--resources', 'cpus');
    expect(code).toBe(1);
    expect(stderr).toContain('resources: expected resources such as');
    expect((await cli('agent', 'add', '--port', '0')).code).toBe(2);
    expect((await cli('agent', 'add', '--flag', 'hostnam=x')).stderr).toContain('did you mean hostname?');
  });

  it('kill, restart and stop go by the numbers that agents shows', async () => {
    const before = cluster.agents[0]?.id;
    expect((await cli('agent', 'kill', '0')).stdout).toBe(`Agent 0 was killed: ${before} at ${(await agents())[0]?.url}\n`);
    expect((await agents()).map(({ running }) => running)).toEqual([false, true]);
    expect((await cli('agent', 'restart', '0')).stdout).toContain(`Agent 0 runs again: ${before}`);
    expect((await cli('agent', 'stop', '0', '--json')).stdout).toContain('"running":false');
    expect((await cli('agent', 'restart', String(before))).code).toBe(0);
    expect((await agents()).map(({ running }) => running)).toEqual([true, true]);
  });

  it('restart can configure it differently; what is refused changes nothing', async () => {
    expect((await cli('agent', 'kill', '0')).code).toBe(0);
    const refused = await cli('agent', 'restart', '0', '--resources', 'cpus:8;mem:64;disk:10');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Incompatible agent info detected')]);
    const options = [
      '--resources',
      'cpus:8;mem:64;disk:10',
      '--attributes',
      'rack:a',
      '--flag',
      'reconfiguration_policy=additive',
    ];
    const { code, stdout } = await cli('agent', 'restart', '0', ...options);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Agent 0 runs again: ')]);
    const id = cluster.agents[0]?.id;
    const restarted = (await cluster.state()).slaves.find((agent) => agent.id === id);
    expect(restarted).toMatchObject({ resources: { cpus: 8 }, attributes: { rack: 'a' } });
    expect((await cli('agent', 'restart', '0', '--port', '5051')).code).toBe(2);
    const { code: wrong, stderr } = await cli('agent', 'restart', '0', '--flag', 'ip=127.0.0.2');
    expect([wrong, stderr]).toEqual([1, expect.stringContaining('an agent that starts again keeps its address')]);
    expect((await cli('agent', 'stop', '0')).code).toBe(0);
    expect((await cli('agent', 'restart', '0', '--resources', 'cpus:2;mem:64;disk:10')).code).toBe(0);
  });

  it('says which there are when there is none of that name', async () => {
    const { code, stderr } = await cli('agent', 'kill', '7');
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cluster blue has no agent "7"\. There are: 0 \(\S+\), 1 \(\S+\)\./);
  });
});

describe('minimesos agents', () => {
  it('is a table that fits the terminal', async () => {
    const wide = (await cli('agents')).stdout.split('\n');
    expect(wide[0]).toMatch(/^AGENT +ID +URL +STATE +RESOURCES +ATTRIBUTES$/);
    expect(wide[2]).toMatch(/^ {4}1 +\S+-S\d +http:\/\/127\.0\.0\.1:\d+ +running +.*cpus:3.* +rack:b$/);
    const { stdout } = await test.run(['agents', '--cluster', 'blue'], { columns: 60, env: { NO_COLOR: '1' } });
    const narrow = stdout.split('\n');
    expect(Math.max(...narrow.map(({ length }) => length))).toBe(60);
    // The end of an id tells it from the others.
    expect(narrow[1]).toMatch(/^ {4}0 +….*-S\d /);
  });
});

describe('minimesos state', () => {
  it('shows what master and agents answer', async () => {
    const state = JSON.parse((await cli('state')).stdout) as { leader: string; cluster: string };
    expect(state).toMatchObject({ cluster: 'blue', leader: expect.stringContaining(new URL(cluster.leader.url).host) as string });
    const agent = JSON.parse((await cli('state', '--agent', '1')).stdout) as { id: string };
    expect(agent.id).toBe((await agents())[1]?.id);
  });

  it('is shown by agents that ask who wants to see it', async () => {
    const flags = { authenticate_http_readonly: true, http_credentials: 'ops secret' };
    const asking = await test.cluster({ name: 'asking', agents: [{ flags }] });
    const { code, stdout } = await test.run(['state', '--agent', '0', '--cluster', 'asking']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: asking.agents[0]?.id });
  });
});

const agents = async () => JSON.parse((await cli('agents', '--json')).stdout) as { id: string; url: string; running: boolean }[];

// The last, as numbers of agents are counted before.
describe('minimesos agent add', () => {
  it('add makes processes of their own, and says where there are no containers', async () => {
    const { stdout } = await cli('agent', 'add', '--own-process');
    const number = stdout.split(' ')[1] ?? '';
    expect((await cli('agent', 'pause', number)).stdout).toContain(`Agent ${number} stands still`);
    expect((await cli('agent', 'resume', number)).code).toBe(0);
    await cli('agent', 'stop', number);
    expect((await cli('agent', 'add', '--image', 'mesos:1')).stderr).toContain('its agents are in no containers');
  });
});
