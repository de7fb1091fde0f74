import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../../../../src/docker/engine.js';
import { AgentRelay } from '../../../../src/mesos/containerizer/docker/agent-relay.js';
import { docker, IMAGE } from './docker-fixture.js';

const network = `minimesos-relay-${process.pid}`;

describe('the relay of an agent', () => {
  const agent = createServer((socket) => socket.end('the agent'));
  let relay: AgentRelay;
  let ip: string;
  let port: number;

  beforeAll(async () => {
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
    await docker('network', 'create', network);
    relay = new AgentRelay(await connectEngine(), { ip: '127.0.0.1', port: (agent.address() as { port: number }).port });
    const [host = '', number] = (await relay.addressFor(network)).split(':');
    [ip, port] = [host, Number(number)];
  });
  afterAll(async () => {
    relay?.close();
    agent.close();
    await docker('network', 'rm', network);
  });

  /** What it answers to somebody at this address of the machine. */
  const ask = (localAddress: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      const socket = connect({ host: ip, port, localAddress });
      socket.on('data', (data) => (answer += String(data)));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });

  it('listens at the gateway of one network, for whom the network is asked for', async () => {
    expect(await docker('network', 'inspect', network, '--format', '{{(index .IPAM.Config 0).Gateway}}')).toBe(ip);
    expect(await relay.addressFor(network)).toBe(`${ip}:${port}`);
    expect(await relay.addressFor('host')).toMatch(/^127\.0\.0\.1:/);
  });

  it('passes what comes from containers of that network', async () => {
    const script = `require('net').connect(${port}, '${ip}').pipe(process.stdout)`;
    expect(await docker('run', '--rm', '--network', network, IMAGE, 'node', '-e', script)).toBe('the agent');
  });

  it('has nothing for who comes from elsewhere, as other machines do that know a way to the gateway', async () => {
    expect(await ask('127.0.0.1')).toBe('');
    expect(await ask('127.0.0.2')).toBe('');
  });

  it('has nothing for this machine itself, whose browser shows pages of others: the agent is on loopback for it', async () => {
    expect(await ask(ip)).toBe('');
  });

  it('is gone with the agent', async () => {
    relay.close();
    expect(await ask('127.0.0.1')).toBe('');
  });
});
