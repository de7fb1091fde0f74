// A scheduler on mesos-framework: so many tasks, each with a port of its own, to TASK_FINISHED.
// node scheduler.mjs MASTER_IP PORT TASKS LOG_FOLDER
import mesosFramework from 'mesos-framework';

const [masterUrl, port, instances, path] = process.argv.slice(2);
const { CommandInfo } = mesosFramework.Mesos.getMesos();
const commandInfo = new CommandInfo(null, null, true, 'true', null, null);
const scheduler = new mesosFramework.Scheduler({
  ...{ masterUrl, port: Number(port), frameworkName: 'mesos-framework', logging: { path, fileName: 'scheduler.log' } },
  tasks: { task: { instances: Number(instances), commandInfo, resources: { cpus: 0.2, mem: 32, ports: 1, disk: 0 } } },
});

const finished = new Set();
scheduler.on('ready', () => scheduler.subscribe());
scheduler.on('update', ({ status }) => {
  if (status.state === 'TASK_FINISHED') finished.add(status.task_id.value);
  else if (!['TASK_STARTING', 'TASK_RUNNING'].includes(status.state)) fail(`${status.state}: ${status.message}`);
  if (finished.size === Number(instances)) scheduler.teardown();
});
scheduler.on('sent_teardown', () => process.exit(0));
scheduler.on('error', (error) => {
  // A master ends the stream of a framework that is torn down, which may be seen before the answer to the call.
  if (finished.size < Number(instances)) fail(error.stack ?? JSON.stringify(error));
});

function fail(why) {
  console.error(why);
  process.exit(1);
}
