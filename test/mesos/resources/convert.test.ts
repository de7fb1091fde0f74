import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downgradeResource, toEndpointForm, upgradeResource } from '../../../src/mesos/resources/convert.js';
import { hasRefinedReservations } from '../../../src/mesos/resources/predicates.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { anyResources } from './arbitraries.js';
import { reserved, scalar } from './examples.js';

const labels = { labels: [{ key: 'for', value: 'test' }] };

// Each as [pre-refinement, post-refinement, endpoint].
const forms: [string, Resource, Resource, Resource][] = [
  ['unreserved', scalar('cpus', 1, { role: '*' }), scalar('cpus', 1), scalar('cpus', 1, { role: '*' })],
  [
    'statically reserved',
    scalar('cpus', 1, { role: 'eng' }),
    scalar('cpus', 1, { reservations: [{ type: 'STATIC', role: 'eng' }] }),
    scalar('cpus', 1, { role: 'eng', reservations: [{ type: 'STATIC', role: 'eng' }] }),
  ],
  [
    'dynamically reserved',
    scalar('cpus', 1, { role: 'eng', reservation: {} }),
    scalar('cpus', 1, reserved('eng')),
    scalar('cpus', 1, { role: 'eng', reservation: {}, ...reserved('eng') }),
  ],
  [
    'reserved with principal and labels',
    scalar('cpus', 1, { role: 'eng', reservation: { principal: 'ann', labels } }),
    scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng', principal: 'ann', labels }] }),
    scalar('cpus', 1, {
      role: 'eng',
      reservation: { principal: 'ann', labels },
      reservations: [{ type: 'DYNAMIC', role: 'eng', principal: 'ann', labels }],
    }),
  ],
];

describe.each(forms)('a resource that is %s', (_, pre, post, endpoint) => {
  it('is upgraded from any form', () => {
    for (const form of [pre, post, endpoint]) expect(upgradeResource(form)).toEqual(post);
    expect(upgradeResource(post)).toBe(post);
  });

  it('is downgraded', () => {
    expect(downgradeResource(post)).toEqual(pre);
    expect(downgradeResource(post)).not.toHaveProperty('reservations');
  });

  it('has an endpoint form', () => {
    expect(toEndpointForm(post)).toEqual(endpoint);
  });
});

describe('forms', () => {
  it('of refined reservations are just one', () => {
    const refined = scalar('cpus', 1, reserved('eng', 'eng/web'));
    expect(toEndpointForm(refined)).toEqual(refined);
    expect(() => downgradeResource(refined)).toThrow('has no pre-refinement form');
  });

  it('lose nothing of any resource', () => {
    fc.assert(
      fc.property(anyResources, (resources) => {
        for (const resource of resources) {
          expect(upgradeResource(toEndpointForm(resource))).toEqual(resource);
          if (!hasRefinedReservations(resource)) expect(upgradeResource(downgradeResource(resource))).toEqual(resource);
        }
      }),
      propertyRuns(),
    );
  });
});
