import { AlreadyLaunchedError } from '../../containerizer/containerizer.js';
import { UnsupportedContainerError } from '../../containerizer/isolation.js';
import { launchNested } from '../../containerizer/nested.js';
import { launchStandalone } from '../../containerizer/standalone.js';
import { emptyResponse, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { CommandInfo, ContainerID, ContainerInfo } from '../../wire/messages.js';
import type { Agent } from '../agent.js';

/** What calls that launch a container say. */
export interface LaunchCall {
  container_id: ContainerID;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
}

/** Launches a container nested in another one, or one that belongs to nobody. */
export async function launchContainer(agent: Agent, launch: LaunchCall): Promise<HttpResponse> {
  const { container_id: id, command = {}, container } = launch;
  const { containerizer } = agent;
  return launchedWith(agent, launch, async () => {
    if (id.parent) return launchNested(containerizer, id, { command, container });
    const user = agent.flags.switch_user ? command.user : undefined;
    return launchStandalone(containerizer, id, { command, container, user, workDirectory: agent.workDirectory });
  });
}

/** The answer to a launch that is carried out by `start`. */
export async function launchedWith(
  { containerizer }: Agent,
  { container_id: id }: LaunchCall,
  start: () => Promise<void>,
): Promise<HttpResponse> {
  if (containerizer.has(id)) return emptyResponse(202);
  try {
    await start();
    return emptyResponse(200);
  } catch (error) {
    // Two calls at once: each found nothing when it came.
    if (error instanceof AlreadyLaunchedError) return emptyResponse(202);
    if (error instanceof UnsupportedContainerError) return textResponse(400, 'The provided ContainerInfo is not supported');
    return textResponse(400, (error as Error).message);
  }
}
