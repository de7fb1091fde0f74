import { ALL_APPROVED } from '../../mesos/authorizer/authorizer.js';
import type { SimulatedCluster } from '../simulated-cluster.js';
import { pick, type StepDefinition } from './step.js';

type Perform = StepDefinition['perform'];

const step = (kind: StepDefinition['kind'], weight: number, perform: Perform): StepDefinition => ({ kind, weight, perform });

/** The id of an agent that the master knows. */
const agentOf = ({ master }: SimulatedCluster, one: number): string | undefined => pick(master?.agents.keys() ?? [], one);
const ROLES = ['*', 'eng', 'ops'];

/** What is done to members of the cluster, by accident or by operators. */
export const ACT_STEPS: Readonly<Record<string, StepDefinition>> = {
  crashAgent: step('agents', 2, ({ machines }, one) => pick(machines, one)?.crash()),
  startAgent: step('agents', 4, ({ machines }, one) => pick(machines, one)?.start()),
  restartAgent: step('agents', 3, async (cluster, one) => {
    const machine = pick(cluster.machines, one);
    machine?.crash();
    // Nothing that was sent to the one before may reach this one.
    await cluster.runtime.delivered();
    machine?.start();
  }),
  shutDownAgent: step('agents', 1, ({ machines }, one) => void pick(machines, one)?.agent?.shutdown()),

  crashMaster: step('masters', 1, (cluster) => cluster.crashMaster()),
  startMaster: step('masters', 4, (cluster) => cluster.startMaster()),
  failOverMaster: step('masters', 2, (cluster) => {
    cluster.crashMaster();
    cluster.startMaster();
  }),

  disconnectScheduler: step('schedulers', 2, ({ hosts }, one) => pick(hosts, one)?.disconnect()),
  failOverScheduler: step('schedulers', 2, ({ hosts }, one, other) => pick(hosts, one)?.failOver({ crash: other % 2 === 0 })),
  tearDownFramework: step('schedulers', 0.3, ({ master }, one) => {
    const framework = pick(master?.frameworks.values() ?? [], one);
    if (framework) master?.frameworksOf.remove(framework);
  }),

  endTask: step('tasks', 4, ({ machines }, one, other) => {
    const machine = pick(machines, one);
    const command = machine && pick(machine.commands.running, other);
    if (command) machine.commands.end(command, one % 5 === 4 ? { signal: 'SIGSEGV' } : { code: one % 2 });
  }),
  loseExecutor: step('tasks', 1, ({ machines }, one, other) => {
    const { containerizer, frameworks } = pick(machines, one)?.agent ?? {};
    const executor = pick(frameworks?.executors() ?? [], other);
    if (executor) containerizer?.destroy(executor.containerId);
  }),

  drainAgent: step('operators', 1, (cluster, one, other) => {
    const id = agentOf(cluster, one);
    const config = { mark_gone: other % 8 === 0, max_grace_period: { nanoseconds: (other % 8) * 1e9 } };
    if (id !== undefined) cluster.master?.operatedAgents.drain(id, config);
  }),
  deactivateAgent: step('operators', 1, (cluster, one) => {
    const id = agentOf(cluster, one);
    if (id !== undefined) cluster.master?.operatedAgents.deactivate(id);
  }),
  reactivateAgents: step('operators', 4, ({ master }) => {
    for (const id of master?.agents.keys() ?? []) master?.operatedAgents.reactivate(id);
  }),
  markAgentGone: step('operators', 1, ({ master }, one) => {
    const id = pick([...(master?.agents.keys() ?? []), ...(master?.registry.unreachable.keys() ?? [])], one);
    if (id !== undefined) master?.operatedAgents.markGone(id);
  }),
  rescindOffers: step('operators', 1, ({ master }, one) => {
    const agent = pick(master?.agents.values() ?? [], one);
    if (agent) master?.offers.rescindAll([...agent.offers]);
  }),
  weigh: step('operators', 1, ({ master }, one, other) => {
    master?.weights.update([{ role: pick(ROLES, one) as string, weight: (other % 8) + 0.5 }], ALL_APPROVED);
  }),
  setQuota: step('operators', 1, ({ master }, one, other) => {
    const role = pick(ROLES.slice(1), one) as string;
    const limits = other % 3 === 0 ? {} : { cpus: { value: (other % 8) + 0.5 } };
    master?.quotas.update({ quota_configs: [{ role, limits }] }, ALL_APPROVED);
  }),
};
