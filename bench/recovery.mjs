// How long an agent with many live tasks takes to be back: killed, then started again until its master has registered it, with
// an idle agent beside it for comparison. Also what checkpointing adds to the launch of a task.
import { MesosCluster } from 'minimesos';
import { Scheduler, task } from './scheduler.mjs';

const TASKS = 100;
const ROUNDS = 5;

async function timedRestarts(agent) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await agent.kill();
    const before = performance.now();
    await agent.restart();
    times.push(performance.now() - before);
  }
  return times;
}

/** Has one agent run the tasks; resolves when all run. Returns the milliseconds from the call to TASK_RUNNING of the last. */
async function runAll(scheduler) {
  const [offer] = (await scheduler.next('OFFERS')).offers.offers;
  const small = (name) => {
    const info = task(name, offer, 'sleep 1000');
    return { ...info, resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.01 } }] };
  };
  const task_infos = Array.from({ length: TASKS }, (_, index) => small(`t${index}`));
  const before = performance.now();
  await scheduler.call('ACCEPT', {
    accept: { offer_ids: [offer.id], operations: [{ type: 'LAUNCH', launch: { task_infos } }] },
  });
  for (let running = 0; running < TASKS; running++) {
    await scheduler.next('UPDATE', ({ update }) => update.status.state === 'TASK_RUNNING');
  }
  return performance.now() - before;
}

async function withTasks(checkpoint, measure) {
  const cluster = await MesosCluster.start({ agents: 1 });
  try {
    const scheduler = new Scheduler(cluster.masters[0].url);
    // What is sent again while all ends may find nobody to acknowledge it to.
    const acknowledge = ({ type, update }) =>
      type === 'UPDATE' && update.status.uuid && void scheduler.acknowledge(update.status).catch(() => {});
    await scheduler.subscribe(acknowledge, { checkpoint });
    const result = await measure(cluster.agents[0], await runAll(scheduler));
    await scheduler.teardown();
    return result;
  } finally {
    await cluster.destroy();
  }
}

/** Milliseconds of restarts and of launches, each by whether there was something to recover. */
export async function measureRecovery() {
  const { recovery, checkpointed } = await withTasks(true, async (agent, checkpointed) => ({
    ...{ recovery: await timedRestarts(agent), checkpointed },
  }));
  const plain = await withTasks(false, async (_agent, launched) => launched);
  const cluster = await MesosCluster.start({ agents: 1 });
  const idle = await timedRestarts(cluster.agents[0]);
  await cluster.destroy();
  return { recovery, idle, launchRatio: checkpointed / plain };
}
