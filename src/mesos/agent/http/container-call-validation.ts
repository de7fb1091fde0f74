import { upgradeResource } from '../../resources/convert.js';
import { isPersistentVolume, isReserved, isRevocable } from '../../resources/predicates.js';
import { validateResources } from '../../resources/validate.js';
import { validateCommand } from '../../tasks/command-validation.js';
import { validateContainer } from '../../tasks/container-validation.js';
import type { agent as api, CommandInfo, ContainerID, ContainerInfo } from '../../wire/messages.js';
import { validateContainerId } from './container-id-validation.js';

/** What calls about containers have in common. */
interface ContainerCall {
  container_id?: ContainerID | undefined;
  command?: CommandInfo | undefined;
  container?: ContainerInfo | undefined;
}

/** What is wrong with a call about a container, in Mesos's words. */
export function validateContainerCall(call: api.Call): string | undefined {
  const name = call.type?.toLowerCase() ?? '';
  const member = call[name as keyof api.Call] as ContainerCall | undefined;
  if (call.type === 'ATTACH_CONTAINER_INPUT') return validateInput(call.attach_container_input);
  if (!member?.container_id) return undefined;
  const { container_id: id, command } = member;
  const idProblem = validateContainerId(id);
  if (idProblem) return `'${name}.container_id' is invalid: ${idProblem}`;
  if (name.includes('nested') && !id.parent) return `Expecting '${name}.container_id.parent' to be present`;
  if (call.launch_container && call.type === 'LAUNCH_CONTAINER') {
    const problem = validateLaunchResources(call.launch_container);
    if (problem) return problem;
  }
  const commandProblem = validateCommand(command);
  if (commandProblem) return `'${name}.command' is invalid: ${commandProblem}`;
  const containerProblem = validateContainer(member.container);
  if (containerProblem) return `'${name}.container' is invalid: ${containerProblem}`;
  return validateCgroups(name, id, member.container);
}

function validateInput(input: api.Call.AttachContainerInput | undefined): string | undefined {
  if (!input?.type) return "Expecting 'attach_container_input.type' to be present";
  if (input.type === 'UNKNOWN') return "'attach_container_input.type' is unknown";
  if (input.type !== 'CONTAINER_ID') return undefined;
  const problem = validateContainerId(input.container_id ?? { value: '' });
  return problem && `'attach_container_input.container_id' is invalid: ${problem}`;
}

function validateLaunchResources({ container_id: id, resources = [], limits = {} }: api.Call.LaunchContainer) {
  const problem = validateResources(resources);
  if (problem) return `Invalid resources: ${problem}`;
  if (!id.parent) {
    // The master keeps no account of what containers use that nobody has offered resources for.
    if (resources.some((resource) => isReserved(upgradeResource(resource))))
      return "'launch_container.resources' must be unreserved";
    if (resources.some(isPersistentVolume)) return "'launch_container.resources' may not use persistent volumes";
    if (resources.some(isRevocable)) return "'launch_container.resources' must be non-revocable";
    return undefined;
  }
  if (!id.parent.parent) return undefined;
  const deep = "'launch_container' is invalid: containers nested at the second level or greater cannot specify";
  if (resources.length > 0) return `${deep} resources`;
  return Object.keys(limits).length > 0 ? `${deep} resource limits` : undefined;
}

/** Nested containers have a cgroup of their own at the first level only. */
function validateCgroups(name: string, { parent }: ContainerID, container: ContainerInfo | undefined): string | undefined {
  const share = container?.linux_info?.share_cgroups;
  if (share === undefined) return undefined;
  if (name === 'launch_nested_container_session' && !share) {
    const what = "'launch_nested_container_session.container.linux_info' is invalid";
    return `${what}: 'share_cgroups' cannot be set to 'false' for nested container sessions`;
  }
  if (parent?.parent && !share) {
    return `'${name}' is invalid: containers nested at the second level or greater cannot set 'share_cgroups' to 'false'`;
  }
  return undefined;
}
