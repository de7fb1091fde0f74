import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Offer, TaskStatus } from '../../../src/mesos/wire/messages.js';
import { task, USER } from '../../mesos/agent/agent-fixture.js';
import { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { Site } from '../real-program.js';
import { Network, whyNoHosts } from './network.js';

const PATIENCE = { timeout: 40_000, interval: 50 };

let site: Site | undefined;
let network: Network | undefined;
let scheduler: SchedulerClient | undefined;
afterEach(async () => {
  scheduler?.disconnect();
  await site?.[Symbol.asyncDispose]();
  network?.[Symbol.dispose]();
  expect(network?.left ?? []).toEqual([]);
});

/** Acknowledges all updates that have come, and returns them. */
async function updates(client: SchedulerClient): Promise<TaskStatus[]> {
  const seen = client.events.flatMap(({ update }) => update?.status ?? []);
  for (const status of seen) if (status.uuid) await client.acknowledge(status);
  return seen;
}

async function until(client: SchedulerClient, taskId: string, state: string): Promise<TaskStatus> {
  return vi.waitFor(async () => {
    const seen = await updates(client);
    const found = seen.findLast(({ task_id }) => task_id.value === taskId);
    expect(found?.state).toBe(state);
    return found as TaskStatus;
  }, PATIENCE);
}

describe('agents on hosts of their own', () => {
  it('run tasks there, become unreachable when a link is cut, and return when it is healed', async (context) => {
    const reason = whyNoHosts();
    context.skip(reason !== undefined, reason ?? '');
    site = new Site();
    network = new Network();
    const hosts = [network.addHost(), network.addHost()];
    const master = site.master({ ip: network.ip, hostname: network.ip, agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 });
    const at = await master.address();
    const agents = hosts.map(({ ip, via }, index) =>
      (site as Site).agent(
        {
          ...{ master: `${at.ip}:${at.port}`, ip, hostname: ip, port: 5051, 'no-hostname_lookup': true },
          work_dir: (site as Site).path(`agent-${index}`),
        },
        via,
      ),
    );
    for (const agent of agents) await agent.logged(/Registered with the master/);

    const info = { user: USER, name: 'hosts', checkpoint: true, capabilities: [{ type: 'PARTITION_AWARE' as const }] };
    const client = await SchedulerClient.subscribe(at, info);
    scheduler = client;
    const offers = await vi.waitFor(() => {
      const all = client.events.flatMap(({ offers: event }) => event?.offers ?? []);
      const found = hosts.map(({ ip }) => all.find(({ hostname }) => hostname === ip));
      expect(found.every((offer) => offer !== undefined)).toBe(true);
      return found as Offer[];
    }, PATIENCE);
    const show = `${process.execPath} -e 'console.log(Object.values(os.networkInterfaces()).flat().map((each) => each.address).join())'`;
    for (const [index, offer] of offers.entries()) {
      const command = `${show} > ${site.path(`address-${index}`)}; exec sleep 1000`;
      await client.launch(offer, [{ ...task(`t${index}`, command), agent_id: offer.agent_id } as never]);
    }
    for (const [index, { ip }] of hosts.entries()) {
      await until(client, `t${index}`, 'TASK_RUNNING');
      await vi.waitFor(() => expect(readFileSync((site as Site).path(`address-${index}`), 'utf8')).toContain(ip), PATIENCE);
    }

    hosts[1]?.cut();
    expect(await until(client, 't1', 'TASK_UNREACHABLE')).toMatchObject({ reason: 'REASON_AGENT_REMOVED' });
    expect((await updates(client)).findLast(({ task_id }) => task_id.value === 't0')?.state).toBe('TASK_RUNNING');

    hosts[1]?.heal();
    expect(await until(client, 't1', 'TASK_RUNNING')).toMatchObject({ message: 'Unreachable agent re-reregistered' });
    await client.kill('t1');
    await until(client, 't1', 'TASK_KILLED');
    await client.call('TEARDOWN');
  });
});
