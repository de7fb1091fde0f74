// What schedulers that find their master in ZooKeeper have to survive.

/** Sessions are as short as ZooKeeper lets them be. */
export const SEVERAL_MASTERS = { masters: [{ count: 3, flags: { zk_session_timeout: '4secs' } }], agents: 2 };

/**
 * A scheduler that keeps so many tasks running goes on with them when another master leads, whether it was told to or the one that
 * led has crashed, and launches others.
 */
export async function survives(cluster, framework, count) {
  const running = { framework, state: 'TASK_RUNNING', count, timeout: '60secs' };
  const ids = async () => (await cluster.waitForTasks(running)).map(({ id }) => id).sort();
  const connected = () =>
    cluster.waitFor(({ frameworks }) => frameworks.some(({ name, connected }) => name === framework && connected), {
      timeout: '60secs',
      description: `The subscription of ${framework}`,
    });
  let tasks = await ids();
  for (const act of ['failover', 'kill']) {
    const { leader } = cluster;
    if (act === 'failover') await cluster.failover();
    else await leader.kill();
    await cluster.waitFor(() => cluster.leader !== leader, { timeout: '60secs', description: 'Another leader' });
    await connected();
    const after = await ids();
    if (after.join() !== tasks.join()) throw new Error(`after a ${act} it has the tasks ${after}, and not ${tasks}`);
    await cluster.killTask(tasks[0]);
    await cluster.waitFor(
      ({ frameworks }) =>
        frameworks.some(({ tasks: all }) => all.some(({ id, state }) => !after.includes(id) && state === 'TASK_RUNNING')),
      { timeout: '60secs', description: `A task in the place of ${tasks[0]}` },
    );
    tasks = await ids();
  }
}
