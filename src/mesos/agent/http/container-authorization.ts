import type { Action, ActionObject } from '../../authorizer/actions.js';
import { forbidden } from '../../authorizer/route-access.js';
import { rootContainerId } from '../../containerizer/containerizer.js';
import { textResponse } from '../../process/http/message.js';
import type { agent as api, CommandInfo, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Executor } from '../executor.js';
import type { Answer, CallHandler, Transport } from './operator-api.js';

/** The part of a call that is about a container. */
interface About {
  readonly container_id: ContainerID;
  readonly command?: CommandInfo | undefined;
}

/** The executor whose container a container is, or is nested in; undefined for one that belongs to no framework. */
export function executorOf(agent: Agent, id: ContainerID): Executor | undefined {
  const root = rootContainerId(id).value;
  return [...agent.frameworks.executors()].find(({ containerId }) => containerId.value === root);
}

/** What an action is done to that concerns a container: its executor counts, if it has one. */
export function containerObject(agent: Agent, { container_id, command }: About): ActionObject {
  const executor = executorOf(agent, container_id);
  if (!executor) return { container_id };
  return { container_id, command_info: command, executor_info: executor.info, framework_info: executor.framework.info };
}

/**
 * A call that does something to a container, for those who may do it.
 * @param verb begins the name of the action, of which there is one for nested containers and one for the others
 */
export function forContainer<Part extends About>(
  verb: 'LAUNCH' | 'WAIT' | 'KILL' | 'REMOVE',
  part: (call: api.Call) => Part | undefined,
  perform: (agent: Agent, part: Part, transport: Transport) => Answer | Promise<Answer>,
): CallHandler {
  return (agent, call, transport) => {
    const about = part(call);
    if (!about) return textResponse(400);
    const action: Action = `${verb}_${about.container_id.parent ? 'NESTED' : 'STANDALONE'}_CONTAINER`;
    if (!transport.approvers.approved(action, containerObject(agent, about))) return forbidden();
    return perform(agent, about, transport);
  };
}
