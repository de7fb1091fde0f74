import type { MesosCluster, MesosState } from '../../src/index.js';

/** A state of a cluster with an agent, a framework with two tasks, and one that is completed. */
export const STATE = {
  slaves: [
    {
      id: 'S0',
      pid: 'slave(1)@127.0.0.1:5051',
      hostname: 'one',
      active: true,
      attributes: { rack: 'a', slots: 3 },
      resources: {},
      used_resources: {},
    },
  ],
  frameworks: [
    {
      ...{ id: 'F0', name: 'web', active: true, connected: false, unreachable_tasks: [] },
      tasks: [{ id: 't1', name: 'server', framework_id: 'F0', slave_id: 'S0', state: 'TASK_RUNNING' }],
      completed_tasks: [{ id: 't0', name: 'server', framework_id: 'F0', slave_id: 'S0', state: 'TASK_FAILED' }],
    },
  ],
  completed_frameworks: [
    {
      ...{ id: 'F1', name: 'batch', active: false, connected: false, tasks: [], unreachable_tasks: [] },
      completed_tasks: [{ id: 'b1', name: 'job', framework_id: 'F1', slave_id: 'S0', state: 'TASK_FINISHED' }],
    },
  ],
} as unknown as MesosState;

/** The part of a cluster that matchers use. */
export const clusterOf = (waitFor: MesosCluster['waitFor']): MesosCluster => ({ waitFor }) as unknown as MesosCluster;
