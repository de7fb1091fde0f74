// Telegraf's input for Mesos: what monitoring reads of masters and agents. Telegraf as a whole takes minutes to build, for inputs
// of a hundred other things; the program here calls the one input, and prints what it has gathered.
import { join } from 'node:path';

/** Groups of metrics that it gathers by default, each by one of its series. */
const MASTER = [
  ...['master/cpus_total', 'master/cpus_percent', 'master/mem_used', 'master/disk_total', 'master/elected', 'master/uptime_secs'],
  ...['master/slaves_active', 'master/frameworks_active', 'master/outstanding_offers', 'master/tasks_running'],
];
const AGENT = [
  ...['slave/cpus_total', 'slave/mem_used', 'slave/registered', 'slave/uptime_secs', 'slave/executors_running'],
  ...['slave/tasks_running', 'slave/tasks_finished', 'slave/valid_status_updates', 'system/cpus_total'],
];

export default {
  name: 'Telegraf 1.37.2, input mesos',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    await execute('go', ['build', '-mod=readonly', '-o', join(folder, 'gather'), '.'], { cwd: source });
  },
  runs: [
    {
      name: 'metrics of a master and of an agent',
      async run({ cluster, folder, execute }) {
        cluster.run('sleep 300').catch(() => {}); // it ends with the cluster
        await cluster.waitForTasks({ state: 'TASK_RUNNING' });
        const [agent] = cluster.agents;
        const { output } = await execute(join(folder, 'gather'), [cluster.leader.url, agent.url]);
        const gathered = JSON.parse(output);
        const of = (role) => gathered.find(({ Tags }) => Tags.role === role) ?? { Tags: {}, Fields: {} };
        for (const [role, names] of [
          ['master', MASTER],
          ['slave', AGENT],
        ]) {
          const missing = names.filter((name) => typeof of(role).Fields[name] !== 'number');
          if (missing.length > 0) throw new Error(`of the ${role} it has no ${missing.join(', ')}:\n${output}`);
        }
        const running = [of('master').Fields['master/tasks_running'], of('slave').Fields['slave/tasks_running']];
        if (`${running}` !== '1,1' || of('master').Tags.state !== 'leader')
          throw new Error(`one task runs, and it has:\n${output}`);
      },
    },
  ],
};
