import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { appsIn, groupsIn } from '../../definitions/group.js';
import { json, methodNotAllowed } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** `/metrics`: a few of the gauges that Marathon has, in the form it has them. */
export function metrics({ core, method }: MarathonRequest): HttpResponse {
  if (method !== 'GET') throw methodNotAllowed('GET', 'HEAD');
  const { instances, tree, deployments } = core;
  const count = (...conditions: string[]) => instances.all.filter(({ condition }) => conditions.includes(condition)).length;
  const gauges: Record<string, number> = {
    'marathon.apps.active.gauge': appsIn(tree.root).length,
    'marathon.groups.active.gauge': groupsIn(tree.root).length,
    'marathon.pods.active.gauge': 0,
    'marathon.deployments.active.gauge': deployments.all.length,
    'marathon.instances.running.gauge': count('Running'),
    'marathon.instances.staged.gauge': count('Provisioned', 'Staging'),
    'marathon.instances.scheduled.gauge': count('Scheduled'),
  };
  return json({
    version: '4.0.0',
    counters: {},
    gauges: Object.fromEntries(Object.entries(gauges).map(([name, value]) => [name, { value }])),
    histograms: {},
    meters: {},
    timers: {},
  });
}
