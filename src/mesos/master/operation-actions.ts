import type { Action, ActionObject } from '../authorizer/actions.js';
import { reservationRole } from '../resources/predicates.js';
import { Resources } from '../resources/resources.js';
import type { Offer, Resource } from '../wire/messages.js';
import { writeJson } from '../wire/write-json.js';

/** An action that somebody has to be allowed, and what to. */
export interface ActionOnObject {
  readonly action: Action;
  /** Undefined: any. */
  readonly object?: ActionObject | undefined;
}

/** What somebody has to be allowed to have an operation carried out, which is valid and in post-refinement form. */
export function actionsOf(operation: Offer.Operation): ActionOnObject[] {
  const { reserve, unreserve, create, destroy, grow_volume, shrink_volume, create_disk, destroy_disk } = operation;
  if (reserve) return actionsOfReserve(reserve);
  if (unreserve) return unreserving(Resources.of(unreserve.resources));
  if (create) return orAny('CREATE_VOLUME', onEachRole('CREATE_VOLUME', create.volumes ?? []));
  if (destroy) {
    const volumes = (destroy.volumes ?? []).filter(({ disk }) => disk?.persistence);
    const name = ({ disk }: Resource) => disk?.persistence?.principal ?? '';
    return orAny(
      'DESTROY_VOLUME',
      volumes.map((volume) => on('DESTROY_VOLUME', volume, name(volume))),
    );
  }
  const resized = grow_volume?.volume ?? shrink_volume?.volume;
  if (resized) return [onRole('RESIZE_VOLUME', resized)];
  if (create_disk)
    return [onRole(create_disk.target_type === 'BLOCK' ? 'CREATE_BLOCK_DISK' : 'CREATE_MOUNT_DISK', create_disk.source)];
  return destroy_disk ? [onRole(destroyDiskAction(destroy_disk.source), destroy_disk.source)] : [];
}

/** With a source, what the source is reserved for beyond what it shares with the outcome is given up first. */
function actionsOfReserve({ source = [], resources = [] }: Offer.Operation.Reserve): ActionOnObject[] {
  if (source.length === 0) return onEachRole('RESERVE_RESOURCES', resources);
  const target = resources[0]?.reservations ?? [];
  const before = source[0]?.reservations ?? [];
  const differing = before.findIndex((one, index) => JSON.stringify(one) !== JSON.stringify(target[index]));
  const common = differing < 0 ? before.length : differing;
  const actions: ActionOnObject[] = [];
  let current = Resources.of(source);
  for (let level = before.length; level > common; level--) {
    actions.push(...unreserving(current));
    current = current.popReservation();
  }
  for (const reservation of target.slice(common)) {
    current = current.pushReservation(reservation);
    actions.push(...onEachRole('RESERVE_RESOURCES', [...current]));
  }
  return actions;
}

/** To give up what was reserved without saying by whom, one has to be allowed to give up everything. */
function unreserving(resources: Resources): ActionOnObject[] {
  const actions = [...resources].flatMap((resource) => {
    const principal = resource.reservations?.at(-1)?.principal;
    return principal === undefined ? [] : [on('UNRESERVE_RESOURCES', resource, principal)];
  });
  const anonymous = [...resources].some(({ reservations }) => reservations?.at(-1)?.principal === undefined);
  return anonymous ? [...actions, { action: 'UNRESERVE_RESOURCES' }] : actions;
}

function onEachRole(action: Action, resources: readonly Resource[]): ActionOnObject[] {
  const byRole = new Map<string, Resource>();
  for (const resource of resources) if (!byRole.has(reservationRole(resource))) byRole.set(reservationRole(resource), resource);
  return Array.from(byRole.values(), (resource) => onRole(action, resource));
}

/** The value is for authorizers of earlier versions of Mesos; it shows in messages. */
const on = (action: Action, resource: Resource, value: string): ActionOnObject => ({ action, object: { value, resource } });

const onRole = (action: Action, resource: Resource): ActionOnObject => on(action, resource, reservationRole(resource));

const orAny = (action: Action, actions: ActionOnObject[]): ActionOnObject[] => (actions.length > 0 ? actions : [{ action }]);

function destroyDiskAction({ disk }: Resource): Action {
  if (disk?.source?.type === 'BLOCK') return 'DESTROY_BLOCK_DISK';
  return disk?.source?.type === 'RAW' ? 'DESTROY_RAW_DISK' : 'DESTROY_MOUNT_DISK';
}

/** An action as messages of Mesos tell of it. */
export function formatAction({ action, object }: ActionOnObject): string {
  if (!object) return `perform action ${action} on ANY object`;
  const { value, resource, task_info: task, framework_info: framework } = object;
  if (action === 'RUN_TASK') {
    const user = task?.command?.user ?? task?.executor?.command?.user ?? framework?.user;
    return `launch task ${task?.task_id.value} of framework ${framework?.id?.value} under user '${user}'`;
  }
  const members = [`"value":${JSON.stringify(value)}`, ...(resource ? [`"resource":${writeJson('Resource', resource)}`] : [])];
  return `perform action ${action} on object {${members.join(',')}}`;
}
