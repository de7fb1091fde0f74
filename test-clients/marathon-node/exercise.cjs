// Does with a Marathon what its users do, and fails when something is not as it should be.
const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const MarathonEventBusClient = require('marathon-event-bus-client');
const createClient = require('marathon-node');

const [, , url] = process.argv;
const client = createClient(url);

async function settled() {
  for (let tries = 0; (await client.deployments.getList()).length > 0; tries++) {
    assert(tries < 600, 'deployments do not end');
    await sleep(50);
  }
}

async function main() {
  assert.equal(await client.misc.ping(), 'pong');
  const source = client.events.createEventSource({ eventType: ['status_update_event', 'deployment_success'] });
  const seen = [];
  for (const type of ['status_update_event', 'deployment_success', 'api_post_event']) {
    source.addEventListener(type, ({ data }) => seen.push(JSON.parse(data).eventType));
  }
  const bus = new MarathonEventBusClient({
    ...{ marathonHost: new URL(url).hostname, marathonPort: Number(new URL(url).port), eventTypes: ['deployment_info'] },
    handlers: { deployment_info: (name) => seen.push(`${name} on the bus`) },
  });
  bus.subscribe();
  await new Promise((resolve) => bus.on('subscribed', resolve));

  const created = await client.app.create({ id: '/node/sleeper', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances: 2 });
  assert.equal(created.id, '/node/sleeper');
  await settled();
  const { app } = await client.app.getOne('node/sleeper', { embed: 'app.taskStats' });
  assert.equal(app.tasksRunning, 2);
  assert.equal(app.taskStats.totalSummary.stats.counts.running, 2);
  assert.equal((await client.app.getList({ id: 'sleep' })).apps.length, 1);
  const { tasks } = await client.app.getTasks('node/sleeper');
  await client.app.killTask('node/sleeper', tasks[0].id, true);
  await settled();
  assert.equal((await client.tasks.getList()).tasks.length, 1);
  await client.app.update('node/sleeper', { cmd: 'sleep 2000' });
  await settled();
  await client.app.restart('node/sleeper');
  await settled();
  const { versions } = await client.app.getVersions('node/sleeper');
  assert((await client.app.getVersion('node/sleeper', versions.at(-1))).cmd === 'sleep 1000');
  await assert.rejects(client.app.create({ id: '/node/sleeper', cmd: 'sleep 1' }), { statusCode: 409 });
  await assert.rejects(client.app.create({ id: '/node/bad' }), { statusCode: 422 });
  await assert.rejects(client.app.getOne('nowhere'), { statusCode: 404 });

  await client.groups.create({ id: '/team', apps: [{ id: 'one', cmd: 'sleep 100', cpus: 0.1, mem: 16 }] });
  await settled();
  assert.equal((await client.groups.getOne('team')).apps[0].id, '/team/one');
  await client.groups.update('team', { scaleBy: 2 });
  await settled();
  await client.groups.destroy('team');
  await settled();

  const stuck = await client.app.create({ id: '/node/big', cmd: 'sleep 1', cpus: 1000 });
  assert.equal((await client.queue.get()).queue[0].app.id, '/node/big');
  await client.deployments.destroy(stuck.deployments[0].id);
  await client.app.destroy('node/sleeper');
  await settled();
  assert((await client.info.get()).frameworkId);
  assert((await client.leader.get()).leader);

  for (const type of ['status_update_event', 'deployment_success', 'deployment_info on the bus']) {
    assert(seen.includes(type), `${type} has not come, but ${[...new Set(seen)]}`);
  }
  assert(!seen.includes('api_post_event'), 'what was not asked for has come');
  console.log('all done');
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
