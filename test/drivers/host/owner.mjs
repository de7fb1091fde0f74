// Owns a cluster in a host process. Tells, once a task runs there, what is to be gone after its own end.
import { MesosCluster } from '../../../dist/index.js';

const cluster = await MesosCluster.start({ name: process.argv[2], host: 'process' });
const run = cluster.run('echo $$; exec sleep 1000', { name: 'long' });
const [{ id }] = await cluster.waitForTasks({ state: 'TASK_RUNNING' });
const { value: pid } = await cluster.followLog(id)[Symbol.asyncIterator]().next();
console.log(JSON.stringify({ pid: Number(pid), sandbox: await cluster.sandbox(id).path() }));
await run;
