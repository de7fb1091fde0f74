import type { FaultEffect, FaultRuleInput } from '../../faults/fault-rule.js';
import type { TrafficFilter } from '../../faults/traffic-filter.js';
import { pick, type StepDefinition } from './step.js';

/**
 * Traffic that may be lost. Executors live beside their agent: what they say to it arrives. And a connection between master
 * and agent that loses something breaks, so what is lost is made up for when the agent registers again; see `heal`.
 */
const LOSABLE: readonly TrafficFilter[] = [
  { message: 'StatusUpdateMessage', to: 'master' },
  { message: 'StatusUpdateAcknowledgementMessage', from: 'master' },
  { message: ['RunTaskMessage', 'RunTaskGroupMessage'], from: 'master' },
  { message: 'KillTaskMessage', from: 'master' },
  { message: ['RegisterSlaveMessage', 'ReregisterSlaveMessage'] },
  { message: ['SlaveRegisteredMessage', 'SlaveReregisteredMessage'] },
  { message: ['PingSlaveMessage', 'PongSlaveMessage'] },
  { message: ['UpdateFrameworkMessage', 'ShutdownFrameworkMessage'] },
  { message: ['ApplyOperationMessage', 'UpdateOperationStatusMessage'] },
  { message: ['ExitedExecutorMessage', 'UnregisterSlaveMessage'] },
  { message: '*', from: 'master' },
  { message: '*', to: 'master' },
];
/**
 * What may also be late. A registration or an update of a task that is overtaken by its own repetition, and by what comes after
 * that, has Mesos believe the old one; on one connection that cannot happen.
 */
const HOLDABLE = LOSABLE.filter(
  ({ message }) =>
    message !== '*' && ![message].flat().some((name) => /egisterSlaveMessage|^StatusUpdateMessage/.test(`${name}`)),
);
const CALLS: readonly TrafficFilter[] = ['ACCEPT', 'DECLINE', 'ACKNOWLEDGE', 'KILL', 'RECONCILE', 'SUBSCRIBE', '*'].map(
  (call) => ({
    ...{ call, api: 'scheduler' },
  }),
);
const EVENTS: readonly TrafficFilter[] = ['OFFERS', 'RESCIND', 'UPDATE', 'SUBSCRIBED', 'HEARTBEAT', 'FAILURE', '*'].map(
  (event) => ({
    ...{ event, api: 'scheduler' },
  }),
);
const REPEATED: readonly TrafficFilter[] = [
  { message: '*' },
  { message: 'StatusUpdateMessage' },
  { message: ['ReregisterSlaveMessage', 'RegisterSlaveMessage'] },
  { event: 'UPDATE', api: 'scheduler' },
  ...CALLS.filter(({ call }) => call !== 'SUBSCRIBE'),
];
const DELAYS_MS = [20, 200, 1000, 3000, 11_000, 40_000];

/** A rule that has its effect a few times. */
const effect = (
  name: FaultEffect,
  filters: readonly TrafficFilter[],
  more: (other: number) => Partial<FaultRuleInput> = () => ({}),
): StepDefinition => ({
  ...{ kind: 'traffic', weight: 2 },
  perform: (cluster, one, other) =>
    cluster.disturb({ effect: name, ...pick(filters, one), times: 1 + (other % 4), ...more(Math.floor(other / 4)) }),
});

/** Messages, calls and events that are lost, late, doubled, reset or refused; and masters and agents kept apart. */
export const TRAFFIC_STEPS: Readonly<Record<string, StepDefinition>> = {
  drop: effect('drop', [...LOSABLE, ...CALLS, ...EVENTS]),
  delay: effect('delay', [...HOLDABLE, ...CALLS, ...EVENTS, { message: '*', from: 'executor' }], (which) => ({
    delay: DELAYS_MS[which % DELAYS_MS.length],
  })),
  hold: effect('hold', [...HOLDABLE, ...CALLS, ...EVENTS]),
  duplicate: effect('duplicate', REPEATED),
  reset: effect('reset', [...CALLS, ...EVENTS]),
  loseAnswer: effect('lose-answer', CALLS),
  answer: effect('answer', CALLS, (which) => ({ status: which % 2 === 0 ? 503 : 500 })),
  release: {
    ...{ kind: 'traffic', weight: 4 },
    perform: (cluster) => cluster.relieve(({ rule }) => rule.effect === 'hold', 1),
  },
  calm: {
    ...{ kind: 'traffic', weight: 1 },
    perform: (cluster) => cluster.relieve(({ machine }) => machine === undefined),
  },
  partition: {
    ...{ kind: 'partitions', weight: 2 },
    perform: (cluster, one, other) => {
      const machine = pick(cluster.machines, one);
      const agent = machine?.agent?.agentId;
      if (!agent) return;
      const both = ['master', 'agent'];
      const sides = [{ from: both, to: both }, { to: 'master' }, { from: 'master' }][other % 3];
      cluster.disturb({ effect: 'drop', message: '*', agent, ...sides }, machine);
    },
  },
  heal: {
    ...{ kind: 'partitions', weight: 3 },
    perform: (cluster) => cluster.relieve(({ machine }) => machine !== undefined, 1),
  },
};
