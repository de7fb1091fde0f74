import fc from 'fast-check';
import { ALL_APPROVED } from '../../src/mesos/authorizer/authorizer.js';
import type { OutstandingOffer } from '../../src/mesos/master/offers.js';
import { operateForOperator } from '../../src/mesos/master/operator-operation.js';
import { isDynamicallyReserved, isPersistentVolume } from '../../src/mesos/resources/predicates.js';
import type { Resources } from '../../src/mesos/resources/resources.js';
import type { FrameworkInfo, Offer, Resource } from '../../src/mesos/wire/messages.js';
import { AnyCluster } from './any-cluster.js';
import { capabilities, executorTask, resources, task } from './master/master-fixture.js';

/** One thing that happens to a cluster; the numbers choose to whom and in which way. Where there is nobody, nothing happens. */
export type Step<Cluster> = (cluster: Cluster, one: number, other: number) => void | Promise<void>;

/** Steps by name, in any order; `weights` says how often each comes, where that is not 1. */
export const anySteps = (names: readonly string[], weights: Readonly<Record<string, number>>) =>
  fc.array(
    fc.tuple(
      fc.oneof(...names.map((name) => ({ arbitrary: fc.constant(name), weight: weights[name] ?? 1 }))),
      fc.nat(7),
      fc.nat(7),
    ),
    { minLength: 10, maxLength: 40, size: 'max' },
  );

/** An item of a list, whatever the number; undefined when there is none. */
export const pick = <Item>(items: Iterable<Item>, index: number): Item | undefined => {
  const list = [...items];
  return list[index % list.length];
};

const ROLES = [['*'], ['eng', 'ops'], ['eng/web'], ['ops', '*']];
const AWARE = capabilities('PARTITION_AWARE', 'RESERVATION_REFINEMENT', 'SHARED_RESOURCES');
const SIMPLE = capabilities('RESERVATION_REFINEMENT');

/** What frameworks can be like. Most have volumes, and know of partitions. */
export const infoOf = (kind: number): Partial<FrameworkInfo> => ({
  ...(kind % 4 === 3 ? SIMPLE : AWARE),
  roles: ROLES[kind % 4] ?? [],
  checkpoint: kind % 2 === 0,
});

const offerOf = (cluster: AnyCluster, one: number, other: number): OutstandingOffer | undefined =>
  pick(pick(cluster.connected, one)?.offers ?? [], other);

/** Part of what is there, reserved or not; otherwise what is not there, which is an error. */
function part(of: Resources, name: string, amount: number, which: number): Resource[] {
  const found = pick(
    [...of.named(name)].filter((resource) => !isPersistentVolume(resource)),
    which,
  );
  if (!found) return resources({ [name]: amount });
  return [{ ...found, scalar: { value: Math.min(amount, found.scalar?.value ?? 0) } }];
}

/** Operations that launch what an offer allows, or nearly. */
function launches(
  cluster: AnyCluster,
  { framework, agent, resources: offered }: OutstandingOffer,
  kind: number,
): Offer.Operation[] {
  const at = { agent_id: { value: agent.id } };
  const id = cluster.newTaskId();
  const volume = kind % 2 === 0 ? [...offered.persistentVolumes()].slice(0, 1) : [];
  const own = { resources: [...part(offered, 'cpus', 0.5 + (kind % 3), kind), ...part(offered, 'mem', 64, kind), ...volume] };
  const small = { resources: [...part(offered, 'cpus', 0.1, kind), ...part(offered, 'mem', 32, kind)] };
  const infos = [
    task(id, at, own),
    executorTask(id, at, `e${kind % 2}`, own),
    task(id, at, { resources: resources({ cpus: 50 }) }),
    task(id, at, { resources: resources({ cpus: -1 }) }),
  ];
  const one: Offer.Operation = { type: 'LAUNCH', launch: { task_infos: infos.slice(kind % 4, (kind % 4) + 1) } };
  const executor = {
    ...{ type: 'DEFAULT' as const, executor_id: { value: `pod-${kind}` }, framework_id: framework.info.id },
    resources: [...small.resources, ...part(offered, 'disk', 1, kind)],
  };
  const tasks = [task(`${id}a`, at, small), task(`${id}b`, at, small)];
  const group: Offer.Operation = { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } };
  return kind % 4 === 0 ? [one, group] : [one];
}

/** An operation that these resources allow, or nearly. */
function operation(of: Resources, role: string, kind: number, which: number): Offer.Operation {
  const all = [...of.filter(({ type, name }) => type === 'SCALAR' && name !== 'mem')];
  const volumes = all.filter(isPersistentVolume);
  const disks = all.filter(
    (resource) => resource.name === 'disk' && !isPersistentVolume(resource) && isDynamicallyReserved(resource),
  );
  const reserved = all.filter((resource) => isDynamicallyReserved(resource) && !isPersistentVolume(resource));
  const amount = (resource: Resource, most: number) => ({ scalar: { value: Math.min(most, resource.scalar?.value ?? 0) } });
  const [volume, disk, some] = [pick(volumes, which), pick(disks, which), pick(reserved, which)];
  if (volume && kind === 1) return { type: 'DESTROY', destroy: { volumes: [volume] } };
  if (volume && kind === 2) return { type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: 10 } } };
  if (volume && disk && kind === 3) {
    return { type: 'GROW_VOLUME', grow_volume: { volume, addition: { ...disk, ...amount(disk, 10) } } };
  }
  if (some && kind === 4) return { type: 'UNRESERVE', unreserve: { resources: [{ ...some, ...amount(some, 50) }] } };
  if (disk && kind >= 5) {
    const persistence = { persistence: { id: `v${which}` }, volume: { container_path: 'data', mode: 'RW' as const } };
    const created: Resource = { ...disk, ...amount(disk, 50), disk: persistence, ...(which % 3 === 0 && { shared: {} }) };
    return { type: 'CREATE', create: { volumes: [created] } };
  }
  const base = pick(
    all.filter((resource) => !isPersistentVolume(resource)),
    which,
  );
  const reservations: Resource.ReservationInfo[] = [...(base?.reservations ?? []), { type: 'DYNAMIC', role }];
  return { type: 'RESERVE', reserve: { resources: base ? [{ ...base, ...amount(base, 100), reservations }] : [] } };
}

/** What frameworks do. */
export const FRAMEWORK_STEPS: Readonly<Record<string, Step<AnyCluster>>> = {
  accept: (cluster, one, other) => {
    const offer = offerOf(cluster, one, other);
    if (offer) cluster.accept(offer, launches(cluster, offer, one + other), other % 2 === 0 ? 0 : 3);
  },
  acceptTwice: (cluster, one, other) => {
    const offer = offerOf(cluster, one, other);
    if (!offer) return;
    const offer_ids = [{ value: offer.id }, { value: offer.id }];
    cluster.call(offer.framework, { type: 'ACCEPT', accept: { offer_ids, operations: launches(cluster, offer, one) } });
  },
  decline: (cluster, one, other) => {
    const offer = offerOf(cluster, one, other);
    const decline = { offer_ids: [{ value: offer?.id ?? '' }], filters: { refuse_seconds: other % 4 } };
    if (offer) cluster.call(offer.framework, { type: 'DECLINE', decline });
  },
  acknowledge: (cluster, one, other) => {
    const scheduler = pick(cluster.schedulers.values(), one);
    const framework = cluster.master.frameworks.get(scheduler?.frameworkId ?? '');
    const update = scheduler && pick(scheduler.updates.slice().reverse(), other);
    if (framework?.connected && update) cluster.acknowledge(framework, update);
  },
  acknowledgeAll: (cluster, one) => {
    const framework = pick(cluster.connected, one);
    const waiting = [...(cluster.schedulers.get(framework?.id ?? '')?.waiting.values() ?? [])];
    for (const update of waiting) if (framework) cluster.acknowledge(framework, update);
  },
  kill: (cluster, one, other) => {
    const framework = pick(cluster.connected, one);
    const [task_id] = pick(framework?.tasks ?? [], other) ?? [];
    if (framework && task_id) cluster.call(framework, { type: 'KILL', kill: { task_id: { value: task_id } } });
  },
  reconcile: (cluster, one, other) => {
    const framework = pick(cluster.connected, one);
    const [taskId, agentId] = pick(cluster.schedulers.get(framework?.id ?? '')?.launched ?? [], other) ?? [];
    const tasks = taskId && agentId ? [AnyCluster.named(taskId, agentId)] : [];
    if (framework) cluster.call(framework, { type: 'RECONCILE', reconcile: { tasks } });
  },
  suppress: (cluster, one, other) => {
    const framework = pick(cluster.connected, one);
    if (framework) cluster.call(framework, { type: 'SUPPRESS', suppress: { roles: framework.roles.slice(other % 2) } });
  },
  revive: (cluster, one) => {
    const framework = pick(cluster.connected, one);
    if (framework) cluster.call(framework, { type: 'REVIVE' });
  },
  teardown: (cluster, one) => {
    const framework = pick(cluster.connected, one);
    if (framework) cluster.call(framework, { type: 'TEARDOWN' });
  },
  subscribe: (cluster, one) => cluster.subscribe(infoOf(one)),
  resubscribe: (cluster, one, other) => {
    const framework = pick(cluster.master.frameworks.values(), one);
    if (framework) cluster.subscribe({ ...framework.info, ...(other % 2 === 0 && { roles: ROLES[other % 4] }) });
  },
  changeRoles: (cluster, one, other) => {
    const framework = pick(cluster.connected, one);
    if (framework)
      cluster.master.frameworksOf.update(framework, { framework_info: { ...framework.info, roles: ROLES[other % 4] } });
  },
  disconnect: (cluster, one) => {
    const framework = pick(cluster.connected, one);
    if (framework?.connection) cluster.master.frameworksOf.disconnected(framework, framework.connection);
  },
  allocate: (cluster) => cluster.advance(1000),
  wait: (cluster, one) => cluster.advance((one + 1) * 15_000),
};

/** What operators do that changes no resources. */
export const OPERATOR_STEPS: Readonly<Record<string, Step<AnyCluster>>> = {
  weigh: ({ master }, one, other) => {
    master.weights.update([{ role: pick(['eng', 'ops', 'eng/web'], one) ?? '', weight: other + 0.5 }], ALL_APPROVED);
  },
  drain: ({ master }, one, other) => {
    const [id] = pick(master.agents, one) ?? [];
    if (id) master.operatedAgents.drain(id, { mark_gone: other === 0, max_grace_period: { nanoseconds: other * 1e9 } });
  },
  deactivate: ({ master }, one) => {
    const [id] = pick(master.agents, one) ?? [];
    if (id) master.operatedAgents.deactivate(id);
  },
  reactivate: ({ master }) => {
    for (const id of master.agents.keys()) master.operatedAgents.reactivate(id);
  },
  markGone: ({ master }, one) => {
    const [id] = pick([...master.agents, ...master.registry.unreachable], one) ?? [];
    if (id) master.operatedAgents.markGone(id);
  },
};

/** Operations on the resources of agents, by frameworks and operators. */
export const OPERATION_STEPS: Readonly<Record<string, Step<AnyCluster>>> = {
  operate: (cluster, one, other) => {
    const offer = offerOf(cluster, one, other);
    if (offer) cluster.accept(offer, [operation(offer.resources, offer.role, one, other)], 0);
  },
  operateAndLaunch: (cluster, one, other) => {
    const offer = offerOf(cluster, one, other);
    if (offer) cluster.accept(offer, [operation(offer.resources, offer.role, one, other), ...launches(cluster, offer, one)], 0);
  },
  operateAsOperator: ({ master }, one, other) => {
    const agent = pick(master.agents.values(), one + other);
    if (agent)
      operateForOperator(
        master,
        undefined,
        agent.id,
        operation(agent.total, pick(['eng', 'ops', 'eng/web'], one) ?? '', one, other),
      );
  },
};
