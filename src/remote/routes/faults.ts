import * as v from 'valibot';
import type { Fault } from '../../cluster/faults.js';
import type { MesosCluster } from '../../cluster/mesos-cluster.js';
import { MinimesosError } from '../../errors.js';
import type { FaultRuleInput } from '../../faults/fault-rule.js';
import { show } from '../../problem.js';
import { json, nothing } from '../answer.js';
import { type Route, route } from '../route.js';
import { FaultInfo, FaultRule, ReleaseRequest } from '../schemas/fault.js';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'] as const;

/** What goes wrong on a cluster on purpose. */
export const faultRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/faults',
    name: 'listFaults',
    summary: 'The faults that are in force',
    answers: {
      200: { what: 'The faults, in the order in which they are asked', content: { 'application/json': v.array(FaultInfo) } },
    },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER'],
    handle: async ({ server, params }) => {
      const faults = await server.clusters.find(params.cluster).cluster.faults.list();
      return json(await Promise.all(faults.map((fault) => fault.look())));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/faults',
    name: 'addFault',
    summary: 'Makes something go wrong',
    description:
      'Until the fault is removed, or the cluster reset. Faults are asked in the order in which they were added; the first ' +
      'that matches counts. Every effect stands in the timeline.',
    body: { schema: FaultRule },
    answers: { 201: { what: 'The fault is in force', content: { 'application/json': FaultInfo } } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'INVALID_FAULT'],
    handle: async ({ server, params, body }) => {
      const fault = await server.clusters.find(params.cluster).cluster.faults.add(body as FaultRuleInput);
      return json(await fault.look(), 201);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/faults/{fault}/release',
    name: 'releaseFault',
    summary: 'Lets what a fault holds pass',
    body: { schema: ReleaseRequest, required: false },
    answers: { 200: { what: 'The fault as it is now', content: { 'application/json': FaultInfo } } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'UNKNOWN_FAULT'],
    handle: async ({ server, params, body }) => {
      const fault = await faultOf(server.clusters.find(params.cluster).cluster, params.fault);
      return json(await fault.release(body?.count));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/clusters/{cluster}/faults/{fault}',
    name: 'removeFault',
    summary: 'Ends a fault',
    description: 'What it holds passes.',
    answers: { 204: { what: 'It is removed' } },
    errors: [...CLUSTER_ERRORS, 'UNSUPPORTED_BY_DRIVER', 'UNKNOWN_FAULT'],
    handle: async ({ server, params }) => {
      const fault = await faultOf(server.clusters.find(params.cluster).cluster, params.fault);
      await fault.remove();
      return nothing();
    },
  }),
];

/** The fault with this number; what is no number is the number of no fault. */
async function faultOf({ faults }: MesosCluster, text: string): Promise<Fault> {
  if (/^\d{1,15}$/.test(text)) return faults.get(Number(text));
  throw new MinimesosError('UNKNOWN_FAULT', { fault: show(text), faults: (await faults.list()).map(({ id }) => id) });
}
