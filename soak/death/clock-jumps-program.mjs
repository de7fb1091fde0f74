// The time of day jumps by hours, there and back, while tasks run, agents are pinged, a health check looks and a session with ZooKeeper lives.
import { closeSync, openSync, writeSync } from 'node:fs';
import { MesosCluster } from 'minimesos';
import { Scheduler } from '../../bench/scheduler.mjs';
import { sleep } from '../until.mjs';
import { looksWell, outcome, tell } from './telling.mjs';

const HOURS = [5, -7, 48, -300, 0];

function jump(hours) {
  const seconds = Buffer.alloc(8);
  seconds.writeBigInt64LE(BigInt(hours * 3600));
  const file = openSync(process.env.SOAK_CLOCK, 'r+');
  writeSync(file, seconds, 0, 8, 0);
  closeSync(file);
}

const flags = { agent_ping_timeout: '1secs', max_agent_ping_timeouts: 2 };
const cluster = await MesosCluster.start({ masters: [{ flags }], agents: 2, zookeeper: true, names: true });
const session = async () =>
  (await cluster.zookeeper.sessions())
    .map(({ id }) => id)
    .sort()
    .join();
const sessions = await session();
const scheduler = new Scheduler(cluster.leader.url);
await scheduler.subscribe(({ offers }) => {
  const offer_ids = offers?.offers.map(({ id }) => id);
  if (offer_ids) void scheduler.call('DECLINE', { decline: { offer_ids, filters: { refuse_seconds: 3600 } } });
});
const running = cluster.run(`sleep ${2 * HOURS.length}`, { timeout: '60secs' });
await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
const seen = new Set();
let [before, backwards] = [await cluster.clock.now(), 0];
const wall = Date.now();
for (const hours of HOURS) {
  jump(hours);
  if (hours !== 0 && Math.abs((Date.now() - wall) / 3_600_000 - hours) > 0.1)
    throw new Error('The time of day does not jump here.');
  await sleep(2500);
  const now = await cluster.clock.now();
  if (now < before || now - before > 60_000) backwards++;
  before = now;
  seen.add(await looksWell(cluster));
}
tell({ 'after each jump': [...seen].join(' | ') });
tell({ 'times at which the clock of the cluster jumped': backwards });
tell({
  'the task that ran': await outcome(
    () => running,
    ({ state }) => state,
  ),
});
tell({ 'sessions with ZooKeeper': (await session()) === sessions ? 'the same' : 'others' });
const { frameworks, slaves } = await cluster.state();
tell({ 'agents that were never lost': slaves.filter(({ active, reregistered_time }) => active && !reregistered_time).length });
tell({ 'the framework': frameworks.some(({ id, active }) => id === scheduler.id.value && active) ? 'is connected' : 'was lost' });
await scheduler.teardown();
await cluster.destroy();
