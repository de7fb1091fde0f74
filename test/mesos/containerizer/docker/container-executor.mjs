// A custom executor on the v1 API that needs nothing but Node: a task with the data `finish` ends at once, others when they are killed.
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

const { MESOS_AGENT_ENDPOINT, MESOS_FRAMEWORK_ID, MESOS_EXECUTOR_ID } = process.env;
const ids = { framework_id: { value: MESOS_FRAMEWORK_ID }, executor_id: { value: MESOS_EXECUTOR_ID } };

function post(call, heard) {
  const [host, port] = MESOS_AGENT_ENDPOINT.split(':');
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const sent = request({ host, port, method: 'POST', path: '/api/v1/executor', headers }, heard);
  sent.on('error', ({ message }) => {
    console.error(message);
    if (call.type === 'SUBSCRIBE') setTimeout(subscribe, 100);
  });
  sent.end(JSON.stringify({ ...ids, ...call }));
}

function update(task_id, state) {
  const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
  const status = { task_id, state, uuid, source: 'SOURCE_EXECUTOR', executor_id: ids.executor_id };
  post({ type: 'UPDATE', update: { status } }, (answer) => answer.resume());
}

function take(event) {
  if (event.type === 'SUBSCRIBED') console.log(`subscribed at ${MESOS_AGENT_ENDPOINT}`);
  if (event.type === 'LAUNCH') {
    const { task_id, data } = event.launch.task;
    update(task_id, 'TASK_RUNNING');
    if (data !== undefined) update(task_id, 'TASK_FINISHED');
  }
  if (event.type === 'KILL') update(event.kill.task_id, 'TASK_KILLED');
  if (event.type === 'SHUTDOWN') process.exit(0);
}

function subscribe() {
  post({ type: 'SUBSCRIBE', subscribe: {} }, (answer) => {
    let rest = Buffer.alloc(0);
    answer.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const end = rest.indexOf('\n');
        const length = Number(rest.subarray(0, end));
        if (end < 0 || rest.length < end + 1 + length) return;
        const record = rest.subarray(end + 1, end + 1 + length);
        rest = rest.subarray(end + 1 + length);
        take(JSON.parse(record));
      }
    });
    answer.on('close', () => setTimeout(subscribe, 100));
  });
}

process.on('SIGTERM', () => process.exit(0));
subscribe();
