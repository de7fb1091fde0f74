import { describe, expect, it } from 'vitest';
import { matchOffer } from '../../../src/marathon/scheduler/match-offer.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Offer } from '../../../src/mesos/wire/messages.js';
import { someApp, someOffer } from '../some-app.js';

const context = { random: seededRandom(7), placed: [], now: 1000 };
const match = (app: object, offer: Offer = someOffer()) =>
  matchOffer(someApp(app), offer, Resources.of(offer.resources), context);
const reasons = (app: object, offer?: Offer) => {
  const found = match(app, offer);
  return 'resources' in found ? [] : found.map(({ reason }) => reason);
};

describe('an offer', () => {
  it('gives what an app asks for', () => {
    const found = match({ cpus: 0.5, mem: 64, portDefinitions: [{ port: 0 }, { port: 0 }] });
    if (!('resources' in found)) return expect.unreachable(JSON.stringify(found));
    expect(found.resources.scalar('cpus')).toBe(0.5);
    expect(found.hostPorts).toHaveLength(2);
    expect(new Set(found.hostPorts).size).toBe(2);
    expect(found.resources.ranges('ports').every(({ begin, end }) => begin >= 31_000 && end <= 31_009)).toBe(true);
  });

  it('gives the very ports that are required', () => {
    const found = match({ portDefinitions: [{ port: 31_004 }], requirePorts: true });
    expect(found).toMatchObject({ hostPorts: [31_004] });
    expect(match({ portDefinitions: [{ port: 80 }], requirePorts: true })).toEqual([
      { reason: 'InsufficientPorts', text: 'ports: 80 wanted, not offered' },
    ]);
  });

  it('says all that it lacks', () => {
    expect(reasons({ cpus: 3, mem: 1024, disk: 200, gpus: 1, constraints: [['hostname', 'IS', 'x']] })).toEqual([
      ...['InsufficientCpus', 'InsufficientMemory', 'InsufficientDisk', 'InsufficientGpus', 'UnfulfilledConstraint'],
    ]);
    expect(match({ cpus: 3 })).toEqual([{ reason: 'InsufficientCpus', text: 'cpus: 3 wanted, 2 offered' }]);
  });

  it('is used for its roles only', () => {
    const reserved = (someOffer().resources ?? []).map((each) => ({
      ...each,
      reservations: [{ type: 'STATIC' as const, role: 'eng' }],
    }));
    expect(reasons({}, someOffer({ resources: reserved }))).toContain('UnfulfilledRole');
  });

  it('with GPUs is left to those who want some', () => {
    const offer = someOffer({
      resources: [...(someOffer().resources ?? []), { name: 'gpus', type: 'SCALAR', scalar: { value: 1 } }],
    });
    expect(reasons({}, offer)).toEqual(['DeclinedScarceResources']);
    expect(reasons({ gpus: 1 }, offer)).toEqual([]);
    expect(reasons({ labels: { GPU_SCHEDULING_BEHAVIOR: 'unrestricted' } }, offer)).toEqual([]);
  });

  it('of an agent in maintenance is not used', () => {
    const unavailability = { start: { nanoseconds: 500e6 }, duration: { nanoseconds: 1000e6 } };
    expect(reasons({}, someOffer({ unavailability }))).toEqual(['AgentMaintenance']);
    expect(reasons({}, someOffer({ unavailability: { ...unavailability, start: { nanoseconds: 2000e6 } } }))).toEqual([]);
  });
});
