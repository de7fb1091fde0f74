// A search node: a custom executor of Mesos with one task. The scheduler serves this program, Mesos's fetcher brings it to the
// agent and makes it executable.
import type { executor, TaskInfo } from 'minimesos/protocol';
import { fromData } from '../mesos/http.js';
import { ExecutorClient } from './executor-client.js';
import type { Peer } from './peers.js';
import { type NodeOrder, SearchNode } from './search-node.js';
import { readSettings } from './settings.js';

/** Messages to the scheduler about many changes are sent as one. */
const GATHER_MS = 50;
const ACKNOWLEDGEMENT_MS = 5000;

const client = new ExecutorClient(process.env);
let node: SearchNode | undefined;
let reporting: NodeJS.Timeout | undefined;

function report(): void {
  if (reporting) return;
  reporting = setTimeout(() => {
    reporting = undefined;
    if (node) void client.message({ documents: node.documents });
  }, GATHER_MS);
}

async function launch(task: TaskInfo): Promise<void> {
  await client.update('TASK_STARTING');
  try {
    const order = fromData(task.data) as NodeOrder;
    node = new SearchNode(order, await readSettings(), report);
    await node.start(client.host);
    console.log(`${order.name} answers at http://${client.host}:${order.httpPort}, transport at ${order.transportPort}`);
    await client.update('TASK_RUNNING');
    report();
  } catch (error) {
    console.error(error);
    await end('TASK_FAILED', (error as Error).message);
  }
}

/** Reports the end, and ends when the scheduler knows of it. */
async function end(state: 'TASK_FAILED' | 'TASK_KILLED', message?: string): Promise<void> {
  await node?.stop();
  await client.update(state, message);
  setTimeout(() => process.exit(), ACKNOWLEDGEMENT_MS).unref();
  await client.acknowledged();
  process.exit();
}

/** Nobody wants to hear of the end; but the other nodes need not wait until a session is over. */
async function leave(): Promise<void> {
  await node?.stop();
  process.exit();
}

function handle(event: executor.Event): void {
  // A message that an agent should have passed on before it was restarted is lost.
  if (event.subscribed) report();
  else if (event.launch) void launch(event.launch.task);
  else if (event.message) void node?.meet((fromData(event.message.data) as { peers: Peer[] }).peers).then(report);
  else if (event.type === 'KILL') void end('TASK_KILLED');
  else if (event.type === 'SHUTDOWN') void leave();
}

for await (const event of client.events()) handle(event);
console.error('The agent is gone');
process.exit(1);
