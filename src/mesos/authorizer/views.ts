import { conversionsOf } from '../resources/apply-operation.js';
import { reservationRole } from '../resources/predicates.js';
import type { Resources } from '../resources/resources.js';
import type { Task } from '../wire/internal-messages.js';
import type { ExecutorInfo, FrameworkInfo, Operation, Resource } from '../wire/messages.js';
import type { Approvers } from './authorizer.js';

// What of a cluster a principal may see.

export const viewsFramework = (approvers: Approvers, framework_info: FrameworkInfo): boolean =>
  approvers.approved('VIEW_FRAMEWORK', { framework_info });

export const viewsTask = (approvers: Approvers, framework_info: FrameworkInfo, task: Task): boolean =>
  approvers.approved('VIEW_TASK', { framework_info, task });

export const viewsExecutor = (approvers: Approvers, framework_info: FrameworkInfo, executor_info: ExecutorInfo): boolean =>
  approvers.approved('VIEW_EXECUTOR', { framework_info, executor_info });

export const viewsRole = (approvers: Approvers, role: string): boolean => approvers.approved('VIEW_ROLE', { value: role });

/** Of a resource all roles count: those that it is reserved for, and the one that it is allocated to. */
export function viewsResource(approvers: Approvers, { reservations = [], allocation_info: allocation }: Resource): boolean {
  const roles = [...reservations.map(({ role }) => role), allocation?.role];
  return roles.every((role) => role === undefined || viewsRole(approvers, role));
}

/** Those of resources that a principal may see. */
export const viewedResources = (approvers: Approvers, resources: Resources): Resources =>
  resources.filter((resource) => viewsResource(approvers, resource));

/** Those of resources that are reserved for a role that a principal may see, whatever roles lie above that one. */
export const viewedReservations = (approvers: Approvers, resources: Resources): Resources =>
  resources.reserved().filter((resource) => viewsRole(approvers, reservationRole(resource)));

/** Whoever may see all that an operation takes may see the operation. */
export const viewsOperation = (approvers: Approvers, { info }: Operation): boolean =>
  conversionsOf(info).every(({ consumed }) => [...consumed].every((resource) => viewsResource(approvers, resource)));
