import type { Approvers } from '../../authorizer/authorizer.js';
import { forbidden } from '../../authorizer/route-access.js';
import { formatContainerId } from '../../containerizer/containerizer.js';
import type { IOSwitchboard } from '../../containerizer/io-switchboard.js';
import { launchSession } from '../../containerizer/nested.js';
import type { Timer } from '../../process/clock.js';
import { eventStream } from '../../process/http/event-stream.js';
import { type HttpResponse, textResponse } from '../../process/http/message.js';
import type { HttpStream } from '../../process/http/stream.js';
import type { Encoding } from '../../wire/content-type.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import { containerObject, executorOf } from './container-authorization.js';
import { launchedWith } from './container-launch.js';
import { streamHeaders } from './media-types.js';
import type { CallHandler } from './operator-api.js';

/** ATTACH_CONTAINER_OUTPUT: what a container writes from now on. */
export const attachOutput: CallHandler = (agent, { attach_container_output: attach }, { mediaTypes, approvers }) => {
  if (!attach) return textResponse(400);
  const found = switchboardOf(agent, attach.container_id, 'ATTACH_CONTAINER_OUTPUT', approvers);
  if ('status' in found) return found;
  return {
    ...{ status: 200, headers: streamHeaders(mediaTypes) },
    stream: (stream) => show(agent, found, stream, mediaTypes.messageAccept),
  };
};

/** LAUNCH_NESTED_CONTAINER_SESSION: the container lives as long as the connection on which its output is read. */
export const launchSessionWithOutput: CallHandler = async (
  agent,
  { launch_nested_container_session: launch },
  { mediaTypes, approvers },
) => {
  if (!launch) return textResponse(400);
  if (!approvers.approved('LAUNCH_NESTED_CONTAINER_SESSION', containerObject(agent, launch))) return forbidden();
  const { container_id: id, command = {}, container } = launch;
  const { containerizer } = agent;
  const launched = await launchedWith(agent, launch, () => launchSession(containerizer, id, { command, container }));
  if (launched.status !== 200) return launched;
  const found = switchboardOf(agent, id, 'ATTACH_CONTAINER_OUTPUT', approvers);
  if ('status' in found) {
    containerizer.destroy(id);
    return found;
  }
  return {
    ...{ status: 200, headers: streamHeaders(mediaTypes) },
    stream: (stream) => {
      stream.onClose(() => containerizer.destroy(id));
      show(agent, found, stream, mediaTypes.messageAccept, () => containerizer.destroy(id));
    },
    abandoned: () => containerizer.destroy(id),
  };
};

/** The switchboard of a container for those who may do this to it, or what is answered when there is none for them. */
export function switchboardOf(
  agent: Agent,
  id: ContainerID,
  action: 'ATTACH_CONTAINER_INPUT' | 'ATTACH_CONTAINER_OUTPUT',
  approvers: Approvers,
): IOSwitchboard | HttpResponse {
  // As in Mesos, containers that belong to no framework cannot be attached to.
  const executor = executorOf(agent, id);
  if (!executor || executor.state === 'TERMINATED') {
    return textResponse(404, `Container ${formatContainerId(id)} cannot be found`);
  }
  if (!approvers.approved(action, containerObject(agent, { container_id: id }))) return forbidden();
  return agent.containerizer.attach(id) ?? textResponse(500, 'I/O switchboard server was disabled for this container');
}

/** Writes what comes from a switchboard to a stream, until one of them ends. */
function show(agent: Agent, switchboard: IOSwitchboard, stream: HttpStream, encoding: Encoding, closed = () => {}): void {
  const messages = eventStream(stream, 'agent.ProcessIO', encoding);
  const heartbeat = beat(agent, (message) => messages.send(message));
  const stop = switchboard.listen({
    output: (name, data) =>
      messages.send({ type: 'DATA', data: { type: name === 'stdout' ? 'STDOUT' : 'STDERR', data: data.toString('base64') } }),
    closed: () => {
      heartbeat.cancel();
      messages.end();
      closed();
    },
  });
  stream.onClose(() => {
    heartbeat.cancel();
    stop();
  });
}

/** Sends heartbeats until it is cancelled. */
function beat(agent: Agent, send: (message: api.ProcessIO) => void): Timer {
  const interval = agent.flags.http_heartbeat_interval;
  const message: api.ProcessIO = {
    type: 'CONTROL',
    control: { type: 'HEARTBEAT', heartbeat: { interval: { nanoseconds: interval * 1e6 } } },
  };
  const next = (): Timer =>
    agent.after(interval, () => {
      send(message);
      timer = next();
    });
  let timer = next();
  return { cancel: () => timer.cancel() };
}
