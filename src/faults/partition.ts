import type { FaultRuleInput } from './fault-rule.js';

/** Which way a partition keeps messages from passing. */
export const PARTITION_DIRECTIONS = ['both', 'to-master', 'to-agent'] as const;
export type PartitionDirection = (typeof PARTITION_DIRECTIONS)[number];

const BOTH = ['master', 'agent'] as const;
const SIDES: Record<PartitionDirection, Pick<FaultRuleInput, 'from' | 'to'>> = {
  both: { from: BOTH, to: BOTH },
  'to-master': { to: 'master' },
  'to-agent': { from: 'master' },
};

/** Keeps the master and the agent of this id from hearing of each other. */
export const partitionOf = (agent: string, direction: PartitionDirection): FaultRuleInput => ({
  ...{ effect: 'drop', message: '*', agent },
  ...SIDES[direction],
});

/** Whether this is a partition, of any agent or of the one with this id. */
export function isPartition(rule: FaultRuleInput, agent = rule.agent): boolean {
  if (agent === undefined || rule.agent !== agent) return false;
  const given = sorted(rule);
  return PARTITION_DIRECTIONS.some((direction) => given === sorted(partitionOf(agent, direction)));
}

const sorted = (rule: FaultRuleInput): string =>
  JSON.stringify(Object.entries(rule).sort(([one], [other]) => (one < other ? -1 : 1)));
