import { expect, it } from 'vitest';
import { isMasterZnode, masterZnodeNumber } from '../../../src/mesos/documents/master-znode.js';

it.each([
  ['json.info_0000000003', 3, true],
  ['/mesos/json.info_0000000012', 12, true],
  ['info_0000000003', undefined, true],
  ['json_info_3', undefined, false],
  ['log_replicas', undefined, false],
  ['json.info_', undefined, false],
  ['xjson.info_1', undefined, false],
  ['/json.info_1/x', undefined, false],
])('knows the znode of a master: %s', (path, number, isOne) => {
  expect({ number: masterZnodeNumber(path), isOne: isMasterZnode(path) }).toEqual({ number, isOne });
});
