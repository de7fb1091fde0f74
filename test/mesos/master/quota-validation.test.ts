import { describe, expect, it } from 'vitest';
import { validateQuotaConfig, validateQuotaInfo } from '../../../src/mesos/master/quota-validation.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { scalar } from './master-fixture.js';

const ports: Resource = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] } };
const amounts = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

describe('a quota of the old form', () => {
  it.each<[string, string, Resource[], string | undefined]>([
    ['one that is good', 'r', [scalar('cpus', 1), scalar('custom', 0)], undefined],
    ['the default role', '*', [scalar('cpus', 1)], undefined],
    [
      'a negative resource',
      'r',
      [scalar('cpus', -1)],
      "QuotaInfo with invalid resource: Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0",
    ],
    ['a role that is none', '/r', [scalar('cpus', 1)], "QuotaInfo with invalid role: Role '/r' cannot start with a slash"],
    ['nothing', 'r', [], "QuotaInfo with empty 'guarantee'"],
    ['reserved resources', 'r', [scalar('cpus', 0, { role: 'x' })], 'QuotaInfo must not contain any ReservationInfo'],
    [
      'reserved resources in the new form',
      'r',
      [scalar('cpus', 1, { reservations: [{ type: 'STATIC', role: 'x' }] })],
      'QuotaInfo must not contain any ReservationInfo',
    ],
    [
      'a disk that is a certain one',
      'r',
      [scalar('disk', 1, { disk: { source: { type: 'PATH' } } })],
      'QuotaInfo must not contain DiskInfo',
    ],
    ['what can be revoked', 'r', [scalar('cpus', 1, { revocable: {} })], 'QuotaInfo must not contain RevocableInfo'],
    ['ports', 'r', [ports], 'QuotaInfo must not include non-scalar resources'],
    ['a name twice', 'r', [scalar('mem', 1), scalar('mem', 1)], "QuotaInfo contains duplicate resource name 'mem'"],
  ])('with %s', (_, role, guarantee, problem) => {
    expect(validateQuotaInfo(role, guarantee)).toBe(problem);
  });
});

describe('a quota', () => {
  it.each<[string, string, Record<string, number>, Record<string, number>, string | undefined]>([
    ['that is good', 'r', { cpus: 1 }, { cpus: 1, mem: 2 ** 40, disk: 0, gpus: 1e12 }, undefined],
    ['of nothing', '*', {}, {}, undefined],
    [
      'of a role that is none',
      'a b',
      {},
      {},
      "Invalid 'QuotaConfig.role': Role component 'a b' is invalid because it contains backspace or whitespace",
    ],
    [
      'with more memory than there can be',
      'r',
      { mem: 2 ** 40 + 1 },
      {},
      "Invalid 'QuotaConfig.guarantees': {'mem': 1099511627777} is invalid: values greater than 1 exabyte (1099511627776) are not supported",
    ],
    [
      'with more cpus than there can be',
      'r',
      {},
      { cpus: 1e12 + 1 },
      "Invalid 'QuotaConfig.limits': {'cpus': 1000000000001} is invalid: values greater than 1 trillion (1000000000000) are not supported",
    ],
    [
      'with a negative guarantee',
      'r',
      { cpus: -1.5 },
      {},
      "Invalid guarantee configuration {'cpus': -1.5}: Negative values not supported",
    ],
    [
      'with a limit that is no number',
      'r',
      {},
      { cpus: Number.NaN },
      "Invalid limit configuration {'cpus': NaN}: NaN not supported",
    ],
    [
      'with a limit too small to be a number',
      'r',
      {},
      { cpus: 1e-310 },
      "Invalid limit configuration {'cpus': 0}: Subnormal values not supported",
    ],
    [
      'with less than it guarantees',
      'r',
      { cpus: 2, mem: 1 },
      { cpus: 1.5 },
      "'QuotaConfig.guarantees' { cpus: 2, mem: 1 } is not contained within the 'QuotaConfig.limits' { cpus: 1.5 }",
    ],
  ])('%s', (_, role, guarantees, limits, problem) => {
    expect(validateQuotaConfig({ role, guarantees: amounts(guarantees), limits: amounts(limits) })).toBe(problem);
  });
});
