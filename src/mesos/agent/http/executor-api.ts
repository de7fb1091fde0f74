import { formatPrincipal, type Principal } from '../../process/http/authenticator.js';
import { handleCall, refusal } from '../../process/http/call.js';
import { eventStream } from '../../process/http/event-stream.js';
import { emptyResponse, type HttpRequest, type HttpResponse, textResponse } from '../../process/http/message.js';
import { passCall } from '../../process/http/pass-call.js';
import { type Encoding, MEDIA_TYPES, responseEncoding } from '../../wire/content-type.js';
import type { executor as api, TaskStatus } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Executor } from '../executor.js';
import type { AcknowledgeableUpdate } from '../status-update-manager.js';
import { validateExecutorCall } from './executor-call-validation.js';
import { notRecovered } from './recovering.js';
import { StreamPeer } from './stream-peer.js';

/** `/api/v1/executor`: the checks in the order in which Mesos makes them, and the answers it gives. */
export function executorApi(agent: Agent) {
  return (request: HttpRequest): HttpResponse | Promise<HttpResponse> =>
    handleCall(request, 'executor.Call', (call) => {
      const peer = nameOf(call);
      const traffic = {
        kind: 'call',
        process: agent.pid,
        api: 'executor',
        peer,
        type: call.type ?? 'UNKNOWN',
        body: call,
      } as const;
      return passCall(agent, traffic, () => {
        const response = answer(agent, request, call);
        agent.observe({ ...traffic, status: response.status });
        return response;
      });
    });
}

const nameOf = ({ framework_id, executor_id }: api.Call) => `${framework_id.value}/${executor_id.value}`;

function answer(agent: Agent, request: HttpRequest, call: api.Call): HttpResponse {
  if (agent.recovery.underWay && call.type !== 'SUBSCRIBE') return notRecovered();
  const invalid = validateExecutorCall(call);
  if (invalid) return textResponse(400, `Failed to validate Executor::Call: ${invalid}`);
  let encoding: Encoding = 'json';
  if (call.type === 'SUBSCRIBE') {
    try {
      encoding = responseEncoding(request.headers.accept);
    } catch (error) {
      return refusal(error);
    }
  }
  if (call.type === 'HEARTBEAT') return emptyResponse(202);
  const framework = agent.frameworks.get(call.framework_id.value);
  if (!framework) return textResponse(400, 'Framework cannot be found');
  const executor = framework.executors.get(call.executor_id.value);
  if (!executor) return textResponse(400, 'Executor cannot be found');
  const refused = request.principal && differingClaims(request.principal, executor);
  if (refused !== undefined) return textResponse(403, refused);
  if (call.subscribe && call.type === 'SUBSCRIBE') return subscribe(agent, executor, call, encoding);
  if (executor.state === 'REGISTERING') return textResponse(403, 'Executor is not subscribed');
  return perform(agent, executor, call);
}

/** Why the bearer of a token is not the executor that the call is of, in Mesos's words; undefined when it is. */
function differingClaims(principal: Principal, { id, framework, containerId }: Executor): string | undefined {
  const { fid, eid, cid } = principal.claims ?? {};
  const lacks = (what: string) => `Authenticated principal '${formatPrincipal(principal)}' does not contain ${what}`;
  if (fid !== framework.id) return lacks(`an 'fid' claim with the framework ID ${framework.id}, which is set in the call`);
  if (eid !== id) return lacks(`an 'eid' claim with the executor ID ${id}, which is set in the call`);
  return cid === containerId.value ? undefined : lacks("a 'cid' claim with the correct active ContainerID");
}

function perform(agent: Agent, executor: Executor, { type, update, message }: api.Call): HttpResponse {
  if (type === 'UPDATE' && update) {
    const accepted = updateOf(agent, executor, update.status);
    agent.updates.receive(accepted, () => executor.peer?.acknowledge(executor, update.status.task_id, accepted.uuid));
  } else if (type === 'MESSAGE' && message) {
    agent.frameworkMessages.passOn({
      ...{ agent_id: { value: agent.agentId }, framework_id: { value: executor.framework.id } },
      ...{ executor_id: executor.info.executor_id, data: message.data },
    });
  } else {
    return textResponse(501);
  }
  return emptyResponse(202);
}

function subscribe(agent: Agent, executor: Executor, call: api.Call, encoding: Encoding): HttpResponse {
  const { unacknowledged_tasks: unacknowledgedTasks = [], unacknowledged_updates = [] } = call.subscribe ?? {};
  const unacknowledgedUpdates = unacknowledged_updates.map(({ status }) => updateOf(agent, executor, status));
  return {
    status: 200,
    headers: { 'Content-Type': MEDIA_TYPES[encoding] },
    stream: (stream) => {
      const peer = new StreamPeer(agent, eventStream(stream, 'executor.Event', encoding), nameOf(call), () => stream.reset());
      stream.onClose(() => {
        peer.close();
        agent.executors.disconnected(executor, peer);
      });
      const again = executor.state === 'RUNNING';
      agent.executors.subscribe(executor, peer, { again, unacknowledgedTasks, unacknowledgedUpdates });
    },
  };
}

/** The status of an executor as an update; without a time of its own it gets the present one. */
function updateOf(agent: Agent, executor: Executor, given: TaskStatus): AcknowledgeableUpdate {
  const { uuid = '', timestamp = agent.seconds() } = given;
  const status = { ...given, timestamp };
  return { framework_id: { value: executor.framework.id }, executor_id: given.executor_id, status, timestamp, uuid };
}
