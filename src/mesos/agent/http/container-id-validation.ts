import { validateId } from '../../wire/identifier.js';
import type { ContainerID } from '../../wire/messages.js';

/** What is wrong with the id of a container, which becomes the name of its sandbox, or with one it is nested in. */
export function validateContainerId({ value, parent }: ContainerID): string | undefined {
  return validateId(value) ?? (parent && validateContainerId(parent));
}
