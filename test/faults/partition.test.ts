import { expect, it } from 'vitest';
import { readFaultRule } from '../../src/faults/fault-rule.js';
import { isPartition, PARTITION_DIRECTIONS, partitionOf } from '../../src/faults/partition.js';

it.each(PARTITION_DIRECTIONS)('a partition %s is a rule that is right, and is known as one', (direction) => {
  const rule = partitionOf('S0', direction);
  readFaultRule(rule);
  expect([isPartition(rule), isPartition(rule, 'S0'), isPartition(rule, 'S1')]).toEqual([true, true, false]);
  // Over the remote API it comes back in JSON.
  expect(isPartition(JSON.parse(JSON.stringify(rule)))).toBe(true);
});

it('other rules are none', () => {
  const rule = partitionOf('S0', 'to-master');
  expect(isPartition({ ...rule, times: 1 })).toBe(false);
  expect(isPartition({ ...rule, message: 'PongSlaveMessage' })).toBe(false);
  expect(isPartition({ effect: 'drop', message: '*', to: 'master' })).toBe(false);
});
