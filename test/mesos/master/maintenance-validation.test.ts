import { describe, expect, it } from 'vitest';
import { machineKey, validateMachines, validateSchedule } from '../../../src/mesos/master/maintenance-validation.js';

const unavailability = { start: { nanoseconds: 1 } };

describe('a schedule', () => {
  it.each([
    ['without windows', {}, undefined],
    ['of one machine', { windows: [{ machine_ids: [{ hostname: 'a' }], unavailability }] }, undefined],
    ['with an empty window', { windows: [{ unavailability }] }, 'List of machines in the maintenance window is empty'],
    [
      'with a machine without name',
      { windows: [{ machine_ids: [{ hostname: '' }], unavailability }] },
      "Both 'hostname' and 'ip' for a machine are empty",
    ],
    ['with an ip that is none', { windows: [{ machine_ids: [{ ip: '::1' }], unavailability }] }, 'Failed to parse IPv4: ::1'],
    [
      'that ends before it begins',
      { windows: [{ machine_ids: [{ hostname: 'a' }], unavailability: { ...unavailability, duration: { nanoseconds: -1 } } }] },
      "Unavailability 'duration' is negative",
    ],
    [
      'with a machine in two windows',
      {
        windows: [
          { machine_ids: [{ hostname: 'a', ip: '10.0.0.1' }], unavailability },
          { machine_ids: [{ hostname: 'A', ip: '10.0.0.1' }], unavailability },
        ],
      },
      'Machine \'{"hostname":"A","ip":"10.0.0.1"}\' appears more than once in the schedule',
    ],
  ])('%s', (_, schedule, problem) => {
    expect(validateSchedule(schedule)).toBe(problem);
  });
});

describe('a list of machines', () => {
  it.each([
    [[], 'List of machines is empty'],
    [[{ hostname: 'a' }, { ip: '10.0.0.1' }, { hostname: 'a', ip: '10.0.0.1' }], undefined],
    [[{}], "Both 'hostname' and 'ip' for a machine are empty"],
    [[{ hostname: 'a' }, { hostname: 'a' }], 'Machine \'{"hostname":"a"}\' appears more than once in the schedule'],
  ])('%j: %s', (machines, problem) => {
    expect(validateMachines(machines)).toBe(problem);
  });
});

it('machines are the same with the same name, however that is written, and the same address', () => {
  expect(machineKey({ hostname: 'Host', ip: '10.0.0.1' })).toBe(machineKey({ hostname: 'host', ip: '10.0.0.1' }));
  expect(machineKey({ hostname: 'host' })).not.toBe(machineKey({ hostname: 'host', ip: '10.0.0.1' }));
});
