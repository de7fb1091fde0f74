// How long a framework has nothing after its leading master has gone: until another one has offered it something. Its scheduler
// knows all masters and asks them in turn, so that finding the new one takes no time worth measuring.
import { MesosCluster } from 'minimesos';
import { Scheduler } from './scheduler.mjs';

const ROUNDS = 5;
const DESCRIPTION = { masters: 3, agents: 3 };

const FRAMEWORK = { failover_timeout: 3600 };

/** A scheduler that the leader of these masters has offered something. */
async function subscribe(masters, more = FRAMEWORK) {
  for (;;) {
    for (const { url } of masters) {
      const scheduler = await new Scheduler(url).subscribe(undefined, more).catch(() => undefined);
      if (!scheduler) continue;
      await scheduler.next('OFFERS');
      return scheduler;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function withCluster(description, action) {
  const cluster = await MesosCluster.start({ ...DESCRIPTION, ...description });
  try {
    return await action(cluster);
  } finally {
    await cluster.destroy();
  }
}

/** The same scheduler, and another leader than this one. */
const subscribeElsewhere = ({ masters }, { id }, gone) =>
  subscribe(
    masters.filter((master) => master !== gone),
    { ...FRAMEWORK, id },
  );

/** Milliseconds of several rounds, from what makes the leader go to the first offer of another one. */
const untilOffered = (description, go) =>
  withCluster(description, async (cluster) => {
    let scheduler = await subscribe(cluster.masters);
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { leader } = cluster;
      const before = performance.now();
      const gone = go(cluster);
      scheduler = await subscribeElsewhere(cluster, scheduler, leader);
      times.push(performance.now() - before);
      await gone;
      if (!leader.running) await leader.restart();
    }
    await scheduler.teardown();
    return times;
  });

/** Seconds of the time of the cluster from the crash of a leader to offers of another one, and milliseconds that they take. */
const inVirtualTime = () =>
  withCluster({ clock: 'virtual', containerizers: 'simulated' }, async (cluster) => {
    const scheduler = await subscribe(cluster.masters);
    const { leader } = cluster;
    const [crashed, before] = [await cluster.clock.now(), performance.now()];
    await leader.kill();
    while (!cluster.leader.leading) await cluster.clock.step();
    const next = await subscribeElsewhere(cluster, scheduler, leader);
    const [now, after] = [await cluster.clock.now(), performance.now()];
    await next.teardown();
    return { seconds: [(now - crashed) / 1000], milliseconds: [after - before] };
  });

async function timedStart() {
  const before = performance.now();
  const cluster = await MesosCluster.start(DESCRIPTION);
  const time = performance.now() - before;
  await cluster.destroy();
  return time;
}

/** Milliseconds, and seconds of virtual time, of starts and failovers of clusters with three masters. */
export async function measureFailover() {
  return {
    start: [await timedStart()],
    startAgain: [await timedStart(), await timedStart(), await timedStart()],
    failover: await untilOffered({}, (cluster) => cluster.failover()),
    immediate: await untilOffered({ reaction: 'immediate' }, (cluster) => cluster.leader.kill()),
    ...(await inVirtualTime()),
  };
}
