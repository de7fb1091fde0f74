import { describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../fixture.js';

describe('instances', () => {
  it('go where constraints let them', async () => {
    const agents = ['a', 'b', 'c'].map((rack) => ({ attributes: `rack:${rack}` }));
    await using marathon = await MarathonFixture.start({ agents });
    await marathon.run({ ...SLEEPER, id: '/unique', instances: 3, constraints: [['rack', 'UNIQUE']] });
    await marathon.run({
      ...SLEEPER,
      id: '/like',
      instances: 2,
      constraints: [
        ['rack', 'LIKE', '[bc]'],
        ['rack', 'MAX_PER', '1'],
      ],
    });
    const rackOf = ({ slaveId }: { slaveId: string }) => {
      const index = marathon.cluster.agents.findIndex(({ id }) => id === slaveId);
      return ['a', 'b', 'c'][index];
    };
    expect((await marathon.tasks('/unique')).map(rackOf).sort()).toEqual(['a', 'b', 'c']);
    expect((await marathon.tasks('/like')).map(rackOf).sort()).toEqual(['b', 'c']);
    await marathon.call('PUT', '/v2/apps/unique', { instances: 4 });
    await marathon.until(() => marathon.marathon.progressOf('/unique')?.lacks.length === 3, 'the offers of all agents');
    const lacks = marathon.marathon.progressOf('/unique')?.lacks.flatMap(({ lacks: all }) => all.map(({ reason }) => reason));
    expect(lacks).toEqual(['UnfulfilledConstraint', 'UnfulfilledConstraint', 'UnfulfilledConstraint']);
  });

  it('are told of their ports and their app, and end as they wish', async () => {
    await using marathon = await MarathonFixture.start({ agents: 1 });
    const cmd =
      'echo "$MARATHON_APP_ID $HOST $PORT0 $PORT_WEB $MARATHON_APP_LABEL_A $B $MESOS_TASK_ID"; trap "exit 0" TERM; sleep 1000 & wait';
    const app = { ...SLEEPER, id: '/told', cmd, labels: { a: 'label' }, env: { B: 'own' }, portDefinitions: [{ name: 'web' }] };
    await marathon.run(app);
    const [task] = await marathon.tasks('/told');
    let printed = '';
    await marathon.until(async () => {
      printed = String(await marathon.cluster.logs(task.id));
      return printed.includes('\n');
    }, 'what it prints');
    expect(printed).toContain(`/told ${task.host} ${task.ports[0]} ${task.ports[0]} label own ${task.id}\n`);
    await marathon.call('DELETE', '/v2/apps/told');
    await marathon.deployed();
    expect(marathon.typesOf('app_terminated_event')).toHaveLength(1);
  });

  it('are as many as an agent can have, whatever the size of its offers', async () => {
    await using marathon = await MarathonFixture.start({
      agents: [{ resources: 'cpus:4;mem:1024;disk:100;ports:[31000-31019]' }],
    });
    await marathon.run({ ...SLEEPER, id: '/many', instances: 12 });
    const ports = (await marathon.tasks('/many')).flatMap((task) => task.ports);
    expect(new Set(ports).size).toBe(12);
  });
});
