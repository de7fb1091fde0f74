import { constants } from 'node:os';
import { type ContainerTermination, formatContainerId, rootContainerId } from '../../containerizer/containerizer.js';
import { removeNested } from '../../containerizer/nested.js';
import type { Signal } from '../../executor/task-launcher.js';
import { emptyResponse, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import { forContainer } from './container-authorization.js';
import { attachInput } from './container-input.js';
import { launchContainer } from './container-launch.js';
import { attachOutput, launchSessionWithOutput } from './container-output.js';
import type { CallHandler } from './operator-api.js';

const SIGKILL = 9;

/** Calls about containers, by type. Those without NESTED in their name are for all containers, the others are older. */
export const CONTAINER_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  LAUNCH_NESTED_CONTAINER: forContainer('LAUNCH', (call) => call.launch_nested_container, launchContainer),
  LAUNCH_CONTAINER: forContainer('LAUNCH', (call) => call.launch_container, launchContainer),
  WAIT_NESTED_CONTAINER: forContainer(
    'WAIT',
    (call) => call.wait_nested_container,
    async (agent, wait) => {
      const outcome = await waited(agent, wait);
      return 'status' in outcome ? outcome : { type: 'WAIT_NESTED_CONTAINER', wait_nested_container: outcome };
    },
  ),
  WAIT_CONTAINER: forContainer(
    'WAIT',
    (call) => call.wait_container,
    async (agent, wait) => {
      const outcome = await waited(agent, wait);
      return 'status' in outcome ? outcome : { type: 'WAIT_CONTAINER', wait_container: outcome };
    },
  ),
  KILL_NESTED_CONTAINER: forContainer('KILL', (call) => call.kill_nested_container, killed),
  KILL_CONTAINER: forContainer('KILL', (call) => call.kill_container, killed),
  REMOVE_NESTED_CONTAINER: forContainer('REMOVE', (call) => call.remove_nested_container, removed),
  REMOVE_CONTAINER: forContainer('REMOVE', (call) => call.remove_container, removed),
  LAUNCH_NESTED_CONTAINER_SESSION: launchSessionWithOutput,
  ATTACH_CONTAINER_OUTPUT: attachOutput,
  ATTACH_CONTAINER_INPUT: attachInput,
};

/** A call that names a container. */
interface About {
  container_id: ContainerID;
}

async function waited(agent: Agent, wait: About) {
  const ended = agent.containerizer.wait(wait.container_id);
  if (!ended) return textResponse(404, `Container ${formatContainerId(wait.container_id)} cannot be found`);
  return terminationOf(await ended);
}

function terminationOf({ status, state, reason, message, limitation }: ContainerTermination): api.Response.WaitContainer {
  return { exit_status: status, state, reason, message, limitation };
}

function killed({ containerizer }: Agent, kill: About & { signal?: number | undefined }): HttpResponse {
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
async function removed({ containerizer }: Agent, remove: About): Promise<HttpResponse> {
  const { container_id: id } = remove;
  if (!id.parent) return textResponse(400, 'Only nested containers can be removed: others are forgotten when they end.');
  if (!containerizer.config(rootContainerId(id))) return textResponse(500, 'Unknown root container');
  if (!containerizer.has(id)) return emptyResponse(200);
  try {
    if (await removeNested(containerizer, id)) return emptyResponse(200);
  } catch (error) {
    return textResponse(500, (error as Error).message);
  }
  return textResponse(500, 'Nested container has not terminated yet');
}
