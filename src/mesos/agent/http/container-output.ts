import { formatContainerId, rootContainerId } from '../../containerizer/containerizer.js';
import type { IOSwitchboard } from '../../containerizer/io-switchboard.js';
import { launchSession } from '../../containerizer/nested.js';
import type { Timer } from '../../process/clock.js';
import { eventStream } from '../../process/http/event-stream.js';
import { type HttpResponse, textResponse } from '../../process/http/message.js';
import type { HttpStream } from '../../process/http/stream.js';
import type { Encoding } from '../../wire/content-type.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import { executorsWithContainer } from '../state.js';
import { launchedWith } from './container-launch.js';
import { streamHeaders } from './media-types.js';
import type { CallHandler } from './operator-api.js';

/** ATTACH_CONTAINER_OUTPUT: what a container writes from now on. */
export const attachOutput: CallHandler = (agent, { attach_container_output: attach }, { mediaTypes }) => {
  if (!attach) return textResponse(400);
  const found = switchboardOf(agent, attach.container_id);
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
  { mediaTypes },
) => {
  if (!launch) return textResponse(400);
  const { container_id: id, command = {}, container } = launch;
  const { containerizer } = agent;
  const launched = await launchedWith(agent, launch, () => launchSession(containerizer, id, { command, container }));
  if (launched.status !== 200) return launched;
  const found = switchboardOf(agent, id);
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

/** The switchboard of a container, or what is answered when it has none. */
export function switchboardOf(agent: Agent, id: ContainerID): IOSwitchboard | HttpResponse {
  // As in Mesos, containers that belong to no framework cannot be attached to.
  const root = rootContainerId(id).value;
  if (!executorsWithContainer(agent).some(({ containerId }) => containerId.value === root)) {
    return textResponse(404, `Container ${formatContainerId(id)} cannot be found`);
  }
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
