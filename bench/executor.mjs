// The least executor that can be measured with: on the v1 API in JSON. Each task it is given is in the state that its data name,
// TASK_RUNNING where there are none.
// Without the variables of an agent it only loads what it needs, and ends: what Node takes for that is no merit of an agent.
import { randomUUID } from 'node:crypto';
import http from 'node:http';

const { MESOS_AGENT_ENDPOINT, MESOS_EXECUTOR_ID, MESOS_FRAMEWORK_ID } = process.env;
if (!MESOS_AGENT_ENDPOINT) process.exit();

const [host, port] = MESOS_AGENT_ENDPOINT.split(':');
const calls = new http.Agent({ keepAlive: true, maxSockets: 1 });
const executor_id = { value: MESOS_EXECUTOR_ID };

function call(body, onAnswer = (answer) => answer.resume()) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const agent = body.type === 'SUBSCRIBE' ? false : calls;
  const request = http.request({ host, port, method: 'POST', path: '/api/v1/executor', headers, agent }, onAnswer);
  request.end(JSON.stringify({ executor_id, framework_id: { value: MESOS_FRAMEWORK_ID }, ...body }));
}

function handle(event) {
  if (event.type === 'SHUTDOWN') process.exit();
  if (event.type !== 'LAUNCH') return;
  const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
  const { task_id, data } = event.launch.task;
  const state = data ? Buffer.from(data, 'base64').toString() : 'TASK_RUNNING';
  call({ type: 'UPDATE', update: { status: { task_id, state, source: 'SOURCE_EXECUTOR', uuid } } });
}

call({ type: 'SUBSCRIBE', subscribe: {} }, (events) => {
  let pending = '';
  // Lengths are in bytes, and so are characters of this encoding.
  events.setEncoding('latin1').on('data', (chunk) => {
    pending += chunk;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const stop = end + 1 + Number(pending.slice(0, end));
      if (pending.length < stop) return;
      handle(JSON.parse(pending.slice(end + 1, stop)));
      pending = pending.slice(stop);
    }
  });
  events.on('close', () => process.exit());
});
