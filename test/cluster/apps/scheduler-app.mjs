// A scheduler that is run as an app: it registers, runs one task, and goes on until it is ended.
// scheduler-app.mjs MASTER-URL NAME FAILOVER-TIMEOUT
import { userInfo } from 'node:os';

const [, , master, name, timeout] = process.argv;
let streamId;

const call = (body) =>
  fetch(`${master}/api/v1/scheduler`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(streamId && { 'Mesos-Stream-Id': streamId }) },
    body: JSON.stringify(body),
  });

async function* records(stream) {
  let text = '';
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const length = Number(text.slice(0, end));
      if (text.length < end + 1 + length) break;
      yield JSON.parse(text.slice(end + 1, end + 1 + length));
      text = text.slice(end + 1 + length);
    }
  }
}

const info = {
  user: userInfo().username,
  name,
  failover_timeout: Number(timeout),
  roles: ['*'],
  capabilities: [{ type: 'MULTI_ROLE' }],
};
const answer = await call({ type: 'SUBSCRIBE', subscribe: { framework_info: info } });
streamId = answer.headers.get('mesos-stream-id');
let framework_id;
let launched = false;
for await (const { type, subscribed, offers, update } of records(answer.body)) {
  if (type === 'SUBSCRIBED') framework_id = subscribed.framework_id;
  for (const { id, agent_id } of offers?.offers ?? []) {
    const resources = ['cpus', 'mem'].map((kind) => ({
      name: kind,
      type: 'SCALAR',
      scalar: { value: kind === 'cpus' ? 0.1 : 32 },
    }));
    const task = { name: 'work', task_id: { value: `${name}-work` }, agent_id, resources, command: { value: 'sleep 1000' } };
    const operations = launched ? [] : [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    launched = true;
    await call({ type: 'ACCEPT', framework_id, accept: { offer_ids: [id], operations, filters: { refuse_seconds: 1000 } } });
  }
  if (update?.status.uuid) {
    const { agent_id, task_id, uuid } = update.status;
    await call({ type: 'ACKNOWLEDGE', framework_id, acknowledge: { agent_id, task_id, uuid } });
  }
}
