import { constants } from 'node:os';
import { type ContainerTermination, formatContainerId } from '../../containerizer/containerizer.js';
import { launchNested } from '../../containerizer/nested.js';
import type { Signal } from '../../executor/task-launcher.js';
import { emptyResponse, textResponse } from '../../process/http/message.js';
import type { agent as api, CommandInfo, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Answer, CallHandler } from './operator-api.js';

const SIGKILL = 9;

/** Calls about containers, by type. Those without NESTED in their name are for all containers, the others are older. */
export const CONTAINER_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  LAUNCH_NESTED_CONTAINER: (agent, { launch_nested_container: launch }) => launched(agent, launch),
  LAUNCH_CONTAINER: (agent, { launch_container: launch }) => launched(agent, launch),
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
};

/** A call that names a container. */
interface About {
  container_id: ContainerID;
}

const NO_SUCH_CALL = textResponse(400);

async function launched(agent: Agent, launch: (About & { command?: CommandInfo | undefined }) | undefined): Promise<Answer> {
  if (!launch) return NO_SUCH_CALL;
  const { container_id: id, command = {} } = launch;
  if (!id.parent) return textResponse(501, 'minimesos does not launch standalone containers yet.');
  if (agent.containerizer.wait(id)) return emptyResponse(202);
  try {
    await launchNested(agent.containerizer, id, { command });
    return emptyResponse(200);
  } catch (error) {
    return textResponse(400, (error as Error).message);
  }
}

async function waited(agent: Agent, wait: About | undefined) {
  if (!wait) return { ...NO_SUCH_CALL };
  const ended = agent.containerizer.wait(wait.container_id);
  if (!ended) return textResponse(404, `Container ${formatContainerId(wait.container_id)} cannot be found`);
  return terminationOf(await ended);
}

function terminationOf({ status, state, reason, message, limitation }: ContainerTermination): api.Response.WaitContainer {
  return { exit_status: status, state, reason, message, limitation };
}

function killed(agent: Agent, kill: (About & { signal?: number | undefined }) | undefined): Answer {
  if (!kill) return NO_SUCH_CALL;
  const { container_id: id, signal = SIGKILL } = kill;
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] as Signal | undefined;
  if (name && agent.containerizer.kill(id, name)) return emptyResponse(200);
  return textResponse(404, `Container '${formatContainerId(id)}' cannot be found (or is already killed)`);
}

function removed(agent: Agent, remove: About | undefined): Answer {
  if (!remove) return NO_SUCH_CALL;
  const known = agent.containerizer.wait(remove.container_id) !== undefined;
  if (!known || agent.containerizer.remove(remove.container_id)) return emptyResponse(200);
  return textResponse(400, `Container ${formatContainerId(remove.container_id)} has not terminated yet`);
}
