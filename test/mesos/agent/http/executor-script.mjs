// An executor on the v1 HTTP API for tests. It does what the words in the environment variable SCRIPT say, in their order,
// and writes what it sees to stdout, one JSON value a line. Words: subscribe, wait:TYPE (an event), update:STATE, say:TEXT,
// exit:CODE, kill, disconnect.
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

const { MESOS_AGENT_ENDPOINT, MESOS_EXECUTOR_ID, MESOS_FRAMEWORK_ID, SCRIPT = 'subscribe' } = process.env;
const [host, port] = MESOS_AGENT_ENDPOINT.split(':');
const ids = { executor_id: { value: MESOS_EXECUTOR_ID }, framework_id: { value: MESOS_FRAMEWORK_ID } };
const events = [];
const unacknowledged = { tasks: [], updates: [] };
let wake = () => {};
let stream;
let task;

const note = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };

function call(body) {
  return new Promise((resolve) => {
    const outgoing = request({ host, port, method: 'POST', path: '/api/v1/executor', headers, agent: false }, (response) => {
      if (body.type !== 'SUBSCRIBE') response.resume().on('end', () => resolve(response.statusCode));
      else resolve(response);
    });
    outgoing.end(JSON.stringify({ ...ids, ...body }));
  });
}

async function subscribe() {
  const { tasks, updates } = unacknowledged;
  stream = await call({ type: 'SUBSCRIBE', subscribe: { unacknowledged_tasks: tasks, unacknowledged_updates: updates } });
  let pending = '';
  stream.setEncoding('latin1').on('data', (chunk) => {
    pending += chunk;
    for (;;) {
      const end = pending.indexOf('\n');
      const stop = end + 1 + Number(pending.slice(0, end));
      if (end < 0 || pending.length < stop) return;
      seen(JSON.parse(pending.slice(end + 1, stop)));
      pending = pending.slice(stop);
    }
  });
  stream.on('error', () => {});
}

function seen(event) {
  note(event);
  if (event.launch) {
    task = event.launch.task;
    unacknowledged.tasks = [task];
  }
  if (event.acknowledged)
    unacknowledged.updates = unacknowledged.updates.filter(({ status }) => status.uuid !== event.acknowledged.uuid);
  events.push(event);
  wake();
}

async function wait(type) {
  for (;;) {
    const index = events.findIndex((event) => event.type === type);
    if (index >= 0) return void events.splice(index, 1);
    await new Promise((resolve) => {
      wake = resolve;
    });
  }
}

const does = {
  subscribe,
  wait,
  update: (state) => {
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
    const status = { task_id: task.task_id, executor_id: ids.executor_id, state, source: 'SOURCE_EXECUTOR', uuid };
    unacknowledged.updates.push({ status });
    return call({ type: 'UPDATE', update: { status } });
  },
  lost: (state) => {
    // An update that the agent never got.
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
    unacknowledged.updates.push({ status: { task_id: task.task_id, state, source: 'SOURCE_EXECUTOR', uuid } });
  },
  say: (text) => call({ type: 'MESSAGE', message: { data: Buffer.from(text).toString('base64') } }),
  exit: (code) => process.exit(Number(code)),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  disconnect: () => stream.destroy(),
};

for (const word of SCRIPT.split(' ')) {
  const [name, argument] = word.split(':');
  const answer = await does[name](argument);
  if (typeof answer === 'number') note({ answer });
}
setInterval(() => {}, 1000);
