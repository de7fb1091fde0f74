import { constants } from 'node:os';
import { type ContainerTermination, formatContainerId, rootContainerId } from '../../containerizer/containerizer.js';
import { removeNested } from '../../containerizer/nested.js';
import type { Signal } from '../../executor/task-launcher.js';
import { emptyResponse, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import { attachInput } from './container-input.js';
import { launchContainer } from './container-launch.js';
import { attachOutput, launchSessionWithOutput } from './container-output.js';
import type { CallHandler } from './operator-api.js';

const SIGKILL = 9;

/** Calls about containers, by type. Those without NESTED in their name are for all containers, the others are older. */
export const CONTAINER_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  LAUNCH_NESTED_CONTAINER: (agent, { launch_nested_container: launch }) => launchContainer(agent, launch),
  LAUNCH_CONTAINER: (agent, { launch_container: launch }) => launchContainer(agent, launch),
  WAIT_NESTED_CONTAINER: async (agent, { wait_nested_container: wait }) => {
    const outcome = await waited(agent, wait);
    return 'status' in outcome ? outcome : { type: 'WAIT_NESTED_CONTAINER', wait_nested_container: outcome };
  },
  WAIT_CONTAINER: async (agent, { wait_container: wait }) => {
    const outcome = await waited(agent, wait);
    return 'status' in outcome ? outcome : { type: 'WAIT_CONTAINER', wait_container: outcome };
  },
  KILL_NESTED_CONTAINER: (agent, { kill_nested_container: kill }) => killed(agent, kill),
  KILL_CONTAINER: (agent, { kill_container: kill }) => killed(agent, kill),
  REMOVE_NESTED_CONTAINER: (agent, { remove_nested_container: remove }) => removed(agent, remove),
  REMOVE_CONTAINER: (agent, { remove_container: remove }) => removed(agent, remove),
  LAUNCH_NESTED_CONTAINER_SESSION: launchSessionWithOutput,
  ATTACH_CONTAINER_OUTPUT: attachOutput,
  ATTACH_CONTAINER_INPUT: attachInput,
};

/** A call that names a container. */
interface About {
  container_id: ContainerID;
}

const NO_SUCH_CALL = textResponse(400);

async function waited(agent: Agent, wait: About | undefined) {
  if (!wait) return { ...NO_SUCH_CALL };
  const ended = agent.containerizer.wait(wait.container_id);
  if (!ended) return textResponse(404, `Container ${formatContainerId(wait.container_id)} cannot be found`);
  return terminationOf(await ended);
}

function terminationOf({ status, state, reason, message, limitation }: ContainerTermination): api.Response.WaitContainer {
  return { exit_status: status, state, reason, message, limitation };
}

function killed({ containerizer }: Agent, kill: (About & { signal?: number | undefined }) | undefined): HttpResponse {
  if (!kill) return NO_SUCH_CALL;
  const { container_id: id, signal = SIGKILL } = kill;
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] as Signal | undefined;
  const running = containerizer.config(id) !== undefined;
  // Signal 0 only asks whether there is anybody; real-time signals have no names in Node.
  if (running && !name && signal !== 0) return textResponse(500, 'Unable to send signal to container: Invalid argument');
  if (running && name) containerizer.kill(id, name);
  if (running) return emptyResponse(200);
  return textResponse(404, `Container '${formatContainerId(id)}' cannot be found (or is already killed)`);
}

/** Forgets a container that has ended, with its sandbox. */
async function removed({ containerizer }: Agent, remove: About | undefined): Promise<HttpResponse> {
  if (!remove) return NO_SUCH_CALL;
  const { container_id: id } = remove;
  if (!id.parent) return textResponse(400, 'Only nested containers can be removed: others are forgotten when they end.');
  if (!containerizer.config(rootContainerId(id))) return textResponse(500, 'Unknown root container');
  if (!containerizer.has(id)) return emptyResponse(200);
  if (await removeNested(containerizer, id)) return emptyResponse(200);
  return textResponse(500, 'Nested container has not terminated yet');
}
