import { validateId } from '../../wire/identifier.js';
import type { ContainerID } from '../../wire/messages.js';

/** Files of containers have longer names than their ids. */
const LONGEST_ID_BYTES = 242;

/** What is wrong with the id of a container, which becomes the name of its sandbox, or with one it is nested in. */
export function validateContainerId({ value, parent }: ContainerID): string | undefined {
  const problem = validateId(value);
  if (problem) return problem;
  const name = `'ContainerID.value' '${value}'`;
  if (Buffer.byteLength(value) > LONGEST_ID_BYTES) return `${name} exceeds the maximum length (${LONGEST_ID_BYTES})`;
  // Ids are joined by periods.
  if (/[. ]/.test(value)) return `${name} contains invalid characters`;
  const parentProblem = parent && validateContainerId(parent);
  return parentProblem && `'ContainerID.parent' is invalid: ${parentProblem}`;
}
