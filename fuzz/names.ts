import { type Names, namesOf } from '../src/discovery/records.js';
import type { NamedState } from '../src/discovery/state.js';

const TASKS = 60;
const STATE = {
  leader: 'master@127.0.0.1:5050',
  pid: 'master@127.0.0.1:5050',
  slaves: [{ id: 's', pid: 'slave(1)@127.0.0.1:5051', hostname: 'h' }],
  frameworks: [
    {
      ...{ id: 'f', name: 'Framework 1', pid: 'scheduler@127.0.0.1:9', hostname: 'h', active: true },
      tasks: Array.from({ length: TASKS }, (_, index) => ({
        ...{ id: `t${index}`, name: 'web', framework_id: 'f', slave_id: 's', state: 'TASK_RUNNING' },
        resources: { ports: `[${31_000 + index}-${31_000 + index}]` },
        statuses: [
          {
            state: 'TASK_RUNNING',
            timestamp: 1,
            container_status: { network_infos: [{ ip_addresses: [{ ip_address: '::1' }] }] },
          },
        ],
      })),
    },
  ],
} as unknown as NamedState;

/** The names of a cluster with so many tasks that not all of them have room in a packet. */
export const namesOfManyTasks = (): Names =>
  namesOf(STATE, {
    domain: 'mesos',
    ipSources: ['netinfo', 'host'],
    listener: '127.0.0.1',
    masters: ['127.0.0.1:5050'],
    lookup: () => [],
  });
